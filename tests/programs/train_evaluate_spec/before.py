# Copyright 2018. Trains and evaluates with tf.estimator.train_and_evaluate.
"""Experiment: task.py, model.py and input.py of a trainer package, folded into one file."""

import argparse
import json
import os
import tempfile

import numpy as np
import tensorflow as tf


# ---------------------------------------------------------------- input.py
def generate(mode, batch_size):
  count, seed = (150, 0) if mode == tf.estimator.ModeKeys.TRAIN else (70, 1)
  random = np.random.RandomState(seed)
  x = random.rand(count, 8).astype(np.float32)
  y = np.argmax(x[:, :3] + x[:, 3:6], axis=1)

  dataset = tf.data.Dataset.from_tensor_slices((x, y))
  dataset = dataset.map(lambda row, label: ({'left': row[:4], 'right': row[4:]}, tf.cast(label, tf.int32)))
  if mode == tf.estimator.ModeKeys.TRAIN:
    dataset = dataset.repeat()
  dataset = dataset.batch(batch_size).prefetch(2)
  return dataset


# ---------------------------------------------------------------- model.py
def _dense(inputs, units, scale, activation=None, name=None):
  rows = inputs.get_shape().as_list()[-1]
  values = scale * np.sin(np.arange(rows * units))
  return tf.layers.dense(
      inputs=inputs,
      units=units,
      activation=activation,
      kernel_initializer=tf.constant_initializer(values.reshape([rows, units])),
      name=name)


def model_fn(features, labels, mode, params):
  inputs = tf.concat([features['left'], features['right']], axis=1)
  curr_layer = inputs
  for index, width in enumerate(params['layer_sizes']):
    curr_layer = _dense(curr_layer, width, 0.6, tf.nn.relu, name='hidden_{}'.format(index))
  logits = _dense(curr_layer, 3, 0.4, name='logits')

  if mode in (tf.estimator.ModeKeys.PREDICT, tf.estimator.ModeKeys.EVAL):
    probabilities = tf.nn.softmax(logits)
    predicted_indices = tf.argmax(probabilities, 1)

  if mode in (tf.estimator.ModeKeys.TRAIN, tf.estimator.ModeKeys.EVAL):
    label_indices = labels
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(
            logits=logits, labels=label_indices))
    tf.summary.scalar('OptimizeLoss', loss)

  if mode == tf.estimator.ModeKeys.PREDICT:
    predictions = {
        'classes': predicted_indices,
        'scores': tf.reduce_max(probabilities, axis=1)
    }
    export_outputs = {
        'prediction': tf.estimator.export.PredictOutput(predictions)
    }
    return tf.estimator.EstimatorSpec(
        mode, predictions=predictions, export_outputs=export_outputs)

  if mode == tf.estimator.ModeKeys.TRAIN:
    lr = tf.train.exponential_decay(
        params['learning_rate'], tf.train.get_global_step(), 20, 0.5, staircase=True)
    train_op = tf.train.AdagradOptimizer(
        learning_rate=lr, initial_accumulator_value=0.01).minimize(
            loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

  if mode == tf.estimator.ModeKeys.EVAL:
    eval_metric_ops = {
        'accuracy': tf.metrics.accuracy(label_indices, predicted_indices),
        'per_class': tf.metrics.mean_per_class_accuracy(label_indices, predicted_indices, 3),
    }
    return tf.estimator.EstimatorSpec(
        mode, loss=loss, eval_metric_ops=eval_metric_ops)


# ---------------------------------------------------------------- task.py
def run_experiment(hparams):
  """Run the training and evaluate using the high level API"""

  train_input = lambda: generate(tf.estimator.ModeKeys.TRAIN, hparams.train_batch_size)
  eval_input = lambda: generate(tf.estimator.ModeKeys.EVAL, hparams.eval_batch_size)

  train_spec = tf.estimator.TrainSpec(train_input, max_steps=hparams.train_steps)
  eval_spec = tf.estimator.EvalSpec(
      eval_input,
      steps=hparams.eval_steps,
      name='census-eval',
      start_delay_secs=0, throttle_secs=0)

  run_config = tf.estimator.RunConfig()
  run_config = run_config.replace(model_dir=hparams.job_dir, save_checkpoints_steps=20)
  estimator = tf.estimator.Estimator(
      model_fn=model_fn,
      params={
          'learning_rate': hparams.learning_rate,
          'layer_sizes': [
              max(2, int(hparams.first_layer_size * hparams.scale_factor**i))
              for i in range(hparams.num_layers)
          ]
      },
      config=run_config)

  tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
  return estimator, eval_input


if __name__ == '__main__':
  parser = argparse.ArgumentParser()
  parser.add_argument('--job-dir', default=os.path.join(tempfile.mkdtemp(), 'job'))
  parser.add_argument('--learning-rate', default=0.2, type=float)
  parser.add_argument('--first-layer-size', default=16, type=int)
  parser.add_argument('--num-layers', default=3, type=int)
  parser.add_argument('--scale-factor', default=0.7, type=float)
  parser.add_argument('--train-steps', default=50, type=int)
  parser.add_argument('--eval-steps', default=None, type=int)
  parser.add_argument('--train-batch-size', default=30, type=int)
  parser.add_argument('--eval-batch-size', default=35, type=int)
  parser.add_argument(
      '--verbosity',
      choices=['DEBUG', 'ERROR', 'FATAL', 'INFO', 'WARN'],
      default='INFO')

  args, _ = parser.parse_known_args()

  # Set python level verbosity
  tf.logging.set_verbosity(args.verbosity)
  # Set C++ Graph Execution level verbosity
  os.environ['TF_CPP_MIN_LOG_LEVEL'] = str(
      tf.logging.__dict__[args.verbosity] / 10)

  estimator, eval_input = run_experiment(args)
  final = estimator.evaluate(eval_input, steps=args.eval_steps)
  print(json.dumps({name: float(final[name]) for name in final}, indent=2, sort_keys=True))
  scores = [float(p['scores']) for p in estimator.predict(eval_input)]
  print('%d scored, mean top score %.4f' % (len(scores), sum(scores) / len(scores)))
