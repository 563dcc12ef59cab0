"""The regressor."""
import tensorflow as tf

from trainer import networks
from trainer import optimization
from trainer.layers import init


def model_fn_builder(hparams):
  """Returns the model_fn for an Estimator."""

  def model_fn(features, labels, mode, params):  # pylint: disable=unused-argument
    tf.logging.info('Building the graph for %s', mode)
    hidden = networks.tower(features['x'], hparams)
    output = tf.layers.dense(hidden, 1, kernel_initializer=init(), name='output')
    prediction = tf.squeeze(output, axis=1)

    if mode == tf.estimator.ModeKeys.PREDICT:
      return tf.estimator.EstimatorSpec(mode=mode, predictions={'value': prediction})

    loss = tf.losses.mean_squared_error(labels, prediction)
    if mode == tf.estimator.ModeKeys.TRAIN:
      train_op = optimization.create_optimizer(loss, hparams.learning_rate, hparams.warmup)
      return tf.estimator.EstimatorSpec(mode=mode, loss=loss, train_op=train_op)

    metrics = {'mae': tf.metrics.mean_absolute_error(labels, prediction)}
    return tf.estimator.EstimatorSpec(mode=mode, loss=loss, eval_metric_ops=metrics)

  return model_fn


def build_estimator(hparams, model_dir=None):
  return tf.estimator.Estimator(model_fn=model_fn_builder(hparams), model_dir=model_dir, params={})
