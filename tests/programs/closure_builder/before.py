import itertools

import numpy as np
import tensorflow as tf


def spread(n_in, n_out):
  w = np.linspace(-1.0, 1.0, n_in * n_out, dtype=np.float32)
  np.random.RandomState(n_in).shuffle(w)
  return tf.constant_initializer(w.reshape([n_in, n_out]) / n_in ** 0.5)


def make_model_fn(hidden, num_classes, optimizer_fn, dropout_rate=0.0, summarize=True):
  """Builds a model_fn for a classifier of flat features.

  Args:
    hidden: units of the hidden layers.
    num_classes: number of classes.
    optimizer_fn: a function without arguments that returns an optimizer.
    dropout_rate: fraction to drop while training.
    summarize: whether to write summaries of the activations.

  Returns:
    A model_fn.
  """

  def _model_fn(features, labels, mode):
    """The model_fn."""
    net = features
    sizes = [4] + list(hidden)
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
      net = tf.layers.dense(net, n_out, activation=tf.nn.relu, kernel_initializer=spread(n_in, n_out))
      if dropout_rate:
        net = tf.layers.dropout(net, dropout_rate, training=mode == tf.estimator.ModeKeys.TRAIN)
      if summarize:
        tf.summary.histogram('activation', net)
    logits = tf.layers.dense(net, num_classes, kernel_initializer=spread(sizes[-1], num_classes))

    predictions = {'class': tf.argmax(logits, 1), 'log_probs': tf.nn.log_softmax(logits)}
    if mode == tf.estimator.ModeKeys.PREDICT:
      return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    # sum over the batch, as in the paper
    loss = tf.reduce_sum(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    accuracy = tf.metrics.accuracy(labels, predictions['class'])
    if mode == tf.estimator.ModeKeys.TRAIN:
      tf.summary.scalar('accuracy', accuracy[1])
      train_op = optimizer_fn().minimize(loss, global_step=tf.train.get_or_create_global_step())
      return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
    return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={'accuracy': accuracy})

  return _model_fn


def xor_like(n, seed):
  rng = np.random.RandomState(seed)
  x = rng.uniform(-1, 1, size=[n, 4]).astype(np.float32)
  y = (x[:, 0] > 0).astype(np.int32) + (x[:, 1] > 0).astype(np.int32)
  return x, y


def input_fn_factory(n, seed, epochs):
  def input_fn():
    ds = tf.data.Dataset.from_tensor_slices(xor_like(n, seed))
    ds = ds.repeat(epochs).batch(20)
    features, labels = ds.make_one_shot_iterator().get_next()
    return features, labels
  return input_fn


def main(unused_argv):
  model_fn = make_model_fn(
      hidden=[10, 10],
      num_classes=3,
      optimizer_fn=lambda: tf.train.AdadeltaOptimizer(learning_rate=1.0, rho=0.9, epsilon=1e-4))
  classifier = tf.estimator.Estimator(model_fn)
  classifier.train(input_fn_factory(80, 0, None), steps=50)
  metrics = classifier.evaluate(input_fn_factory(80, 1, None), steps=3, name='holdout')
  print('accuracy = %.4f, summed loss = %.4f, step = %d' % (metrics['accuracy'], metrics['loss'], metrics['global_step']))
  for p in itertools.islice(classifier.predict(input_fn_factory(80, 1, 1)), 4):
    print(p['class'], np.array2string(p['log_probs'], precision=4))


if __name__ == '__main__':
  tf.logging.set_verbosity(tf.logging.WARN)
  tf.app.run(main=main)
