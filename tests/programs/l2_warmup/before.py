#!/usr/bin/python
"""Softmax regression on hashed text with warm-up and cosine decay.

Usage:
  python before.py --steps=40 --warmup=10
"""
from __future__ import division

import numpy as np
import tensorflow as tf

tf.app.flags.DEFINE_integer('steps', 40, 'Training steps.')
tf.app.flags.DEFINE_integer('warmup', 10, 'Steps of linear warm-up.')
tf.app.flags.DEFINE_float('lr', 0.3, 'Peak learning rate.')
tf.app.flags.DEFINE_float('weight_decay', 1e-3, '')
tf.app.flags.DEFINE_float('label_smoothing', 0.1, '')
tf.app.flags.DEFINE_bool('nesterov', True, '')

FLAGS = tf.app.flags.FLAGS


def learning_rate_with_warmup(global_step):
  """Linear warm-up to the peak, then a half cosine down to zero."""
  cosine = tf.train.cosine_decay(FLAGS.lr, global_step, FLAGS.steps, alpha=0.01)
  if FLAGS.warmup > 0:
    steps = tf.cast(global_step, tf.float32)
    warmup_steps = tf.cast(FLAGS.warmup, tf.float32)
    warmup = FLAGS.lr * (steps + 1) / warmup_steps
    is_warmup = tf.cast(steps < warmup_steps, tf.float32)
    return (1.0 - is_warmup) * cosine + is_warmup * warmup
  return cosine


def _create_logits(features, num_classes):
  weights = tf.get_variable(
      'weights', shape=[32, num_classes], dtype=tf.float32,
      initializer=tf.constant_initializer(np.cos(np.arange(32 * num_classes)) * 0.1))
  bias = tf.get_variable('bias', shape=[num_classes], initializer=tf.zeros_initializer())
  return tf.nn.xw_plus_b(features, weights, bias)


def model_fn(features, labels, mode, params):
  with tf.variable_scope('softmax'):
    logits = _create_logits(features['text'], params['num_classes'])
  probabilities = tf.nn.softmax(logits)

  if mode == tf.estimator.ModeKeys.PREDICT:
    values, indices = tf.nn.top_k(probabilities, k=2)
    return tf.estimator.EstimatorSpec(mode, predictions={'scores': values, 'ids': indices})

  one_hot_labels = tf.one_hot(labels, params['num_classes'])
  cross_entropy = tf.losses.softmax_cross_entropy(
      one_hot_labels, logits, label_smoothing=FLAGS.label_smoothing)

  # Add weight decay to the loss, but not on the biases.
  loss = cross_entropy + FLAGS.weight_decay * tf.add_n(
      [tf.nn.l2_loss(v) for v in tf.trainable_variables() if 'bias' not in v.name])

  if mode == tf.estimator.ModeKeys.TRAIN:
    global_step = tf.train.get_or_create_global_step()
    learning_rate = learning_rate_with_warmup(global_step)
    tf.summary.scalar('learning_rate', learning_rate)
    optimizer = tf.train.MomentumOptimizer(learning_rate, 0.9, use_nesterov=FLAGS.nesterov)
    train_op = optimizer.minimize(loss, global_step=global_step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

  def metric_fn(labels, logits):
    predicted = tf.argmax(logits, axis=-1, output_type=tf.int32)
    return {
        'accuracy': tf.metrics.accuracy(labels, predicted),
        'cross_entropy': tf.metrics.mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)),
    }

  return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metric_fn(labels, logits))


def hashed_documents(count, seed):
  random = np.random.RandomState(seed)
  labels = random.randint(5, size=count)
  counts = random.poisson(0.3, size=(count, 32)) + 2 * (np.arange(32) % 5 == labels[:, None])
  return {'text': np.log1p(counts).astype(np.float32)}, labels.astype(np.int32)


def make_input_fn(count, seed, epochs, batch_size):
  features, labels = hashed_documents(count, seed)
  return tf.estimator.inputs.numpy_input_fn(
      features, labels, batch_size=batch_size, num_epochs=epochs, shuffle=False)


def main(_):
  estimator = tf.estimator.Estimator(model_fn, params={'num_classes': 5})
  train_input_fn = make_input_fn(100, 0, None, 20)
  eval_input_fn = make_input_fn(30, 1, 1, 10)
  while True:
    estimator.train(train_input_fn, steps=20)
    result = estimator.evaluate(eval_input_fn)
    print('step {global_step}: loss {loss:.5f} cross-entropy {cross_entropy:.5f} accuracy {accuracy:.4f}'.format(**result))
    if result['global_step'] >= FLAGS.steps:
      break
  for prediction in list(estimator.predict(eval_input_fn))[:3]:
    print(prediction['ids'].tolist(), ['%.4f' % score for score in prediction['scores']])


if __name__ == '__main__':
  tf.app.run(main)
