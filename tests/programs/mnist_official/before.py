"""Convolutional Neural Network Estimator for digits, built with tf.layers."""
import os
import tempfile

import numpy as np
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_integer('batch_size', 16, 'Number of images to process in a batch')
flags.DEFINE_string('model_dir', None, 'The directory where the model will be stored.')
flags.DEFINE_integer('train_steps', 25, 'Number of batches to train on.')
flags.DEFINE_string('data_format', 'channels_last', 'channels_first or channels_last.')
FLAGS = flags.FLAGS


def kernel(*shape):
  return tf.constant_initializer(np.sin(np.arange(np.prod(shape))).reshape(shape) * 0.2)


class Model(object):
  """Class that defines a graph to recognize digits.

  Attributes:
    data_format: Either 'channels_first' or 'channels_last'.
  """

  def __init__(self, data_format):
    if data_format == 'channels_first':
      self._input_shape = [-1, 1, 8, 8]
    else:
      assert data_format == 'channels_last'
      self._input_shape = [-1, 8, 8, 1]

    self.conv1 = tf.layers.Conv2D(
        4, 3, padding='same', data_format=data_format, activation=tf.nn.relu,
        kernel_initializer=kernel(3, 3, 1, 4))
    self.conv2 = tf.layers.Conv2D(
        6, 3, padding='same', data_format=data_format, activation=tf.nn.relu,
        kernel_initializer=kernel(3, 3, 4, 6))
    self.fc1 = tf.layers.Dense(20, activation=tf.nn.relu, kernel_initializer=kernel(24, 20))
    self.fc2 = tf.layers.Dense(10, kernel_initializer=kernel(20, 10))
    self.dropout = tf.layers.Dropout(0.0)
    self.max_pool2d = tf.layers.MaxPooling2D(
        (2, 2), (2, 2), padding='same', data_format=data_format)

  def __call__(self, inputs, training):
    """Add operations to classify a batch of input images.

    Args:
      inputs: A Tensor representing a batch of input images.
      training: A boolean. Set to True to add operations required only when
        training the classifier.

    Returns:
      A logits Tensor with shape [<batch_size>, 10].
    """
    y = tf.reshape(inputs, self._input_shape)
    y = self.conv1(y)
    y = self.max_pool2d(y)
    y = self.conv2(y)
    y = self.max_pool2d(y)
    y = tf.layers.flatten(y)
    y = self.fc1(y)
    y = self.dropout(y, training=training)
    return self.fc2(y)


def model_fn(features, labels, mode, params):
  """The model_fn argument for creating an Estimator."""
  model = Model(params['data_format'])
  image = features
  if isinstance(image, dict):
    image = features['image']

  if mode == tf.estimator.ModeKeys.PREDICT:
    logits = model(image, training=False)
    predictions = {
        'classes': tf.argmax(logits, axis=1),
        'probabilities': tf.nn.softmax(logits),
    }
    return tf.estimator.EstimatorSpec(
        mode=tf.estimator.ModeKeys.PREDICT,
        predictions=predictions,
        export_outputs={
            'classify': tf.estimator.export.PredictOutput(predictions)
        })
  if mode == tf.estimator.ModeKeys.TRAIN:
    optimizer = tf.train.AdamOptimizer(learning_rate=1e-3)

    logits = model(image, training=True)
    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    accuracy = tf.metrics.accuracy(
        labels=labels, predictions=tf.argmax(logits, axis=1))
    # Name the accuracy tensor 'train_accuracy' to demonstrate the
    # LoggingTensorHook.
    tf.identity(accuracy[1], name='train_accuracy')
    tf.summary.scalar('train_accuracy', accuracy[1])
    return tf.estimator.EstimatorSpec(
        mode=tf.estimator.ModeKeys.TRAIN,
        loss=loss,
        train_op=optimizer.minimize(loss, tf.train.get_or_create_global_step()))
  if mode == tf.estimator.ModeKeys.EVAL:
    logits = model(image, training=False)
    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    return tf.estimator.EstimatorSpec(
        mode=tf.estimator.ModeKeys.EVAL,
        loss=loss,
        eval_metric_ops={
            'accuracy':
                tf.metrics.accuracy(
                    labels=labels,
                    predictions=tf.argmax(logits, axis=1)),
        })


def digits(count, seed):
  random = np.random.RandomState(seed)
  labels = random.randint(0, 10, size=count)
  images = random.rand(count, 64) * 0.3
  images[np.arange(count), labels * 6] += 1.0
  return images.astype(np.float32), labels.astype(np.int32)


def main(unused_argv):
  model_dir = FLAGS.model_dir or os.path.join(tempfile.mkdtemp(), 'mnist_model')
  mnist_classifier = tf.estimator.Estimator(
      model_fn=model_fn,
      model_dir=model_dir,
      params={
          'data_format': FLAGS.data_format
      })

  # Train the model
  def train_input_fn():
    ds = tf.data.Dataset.from_tensor_slices(digits(128, 0))
    ds = ds.repeat().batch(FLAGS.batch_size).prefetch(1)
    return ds

  # Set up training hook that logs the training accuracy every 10 steps.
  tensors_to_log = {'train_accuracy': 'train_accuracy'}
  logging_hook = tf.train.LoggingTensorHook(
      tensors=tensors_to_log, every_n_iter=10)
  mnist_classifier.train(input_fn=train_input_fn, hooks=[logging_hook], steps=FLAGS.train_steps)

  # Evaluate the model and print results
  def eval_input_fn():
    return tf.data.Dataset.from_tensor_slices(digits(50, 1)).batch(
        FLAGS.batch_size).make_one_shot_iterator().get_next()

  eval_results = mnist_classifier.evaluate(input_fn=eval_input_fn)
  print()
  print('Evaluation results:\n\t%s' % eval_results)


if __name__ == '__main__':
  tf.logging.set_verbosity(tf.logging.INFO)
  tf.app.run()
