"""Convolutional Neural Network Estimator for small digits, built with tf.layers (a tutorial of 2017)."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.INFO)


def fixed(shape, scale):
  values = np.sin(np.arange(1, 1 + np.prod(shape)) * 1.7).reshape(shape)
  return tf.constant_initializer(scale * values.astype(np.float32))


def cnn_model_fn(features, labels, mode):
  """Model function for CNN."""
  # Input Layer
  # Reshape X to 4-D tensor: [batch_size, width, height, channels]
  input_layer = tf.reshape(features["x"], [-1, 8, 8, 1])

  # Convolutional Layer #1
  conv1 = tf.layers.conv2d(
      inputs=input_layer,
      filters=4,
      kernel_size=[3, 3],
      padding="same",
      activation=tf.nn.relu,
      kernel_initializer=fixed((3, 3, 1, 4), 0.4))

  # Pooling Layer #1
  pool1 = tf.layers.max_pooling2d(inputs=conv1, pool_size=[2, 2], strides=2)

  # Dense Layer
  pool1_flat = tf.reshape(pool1, [-1, 4 * 4 * 4])
  dense = tf.layers.dense(inputs=pool1_flat, units=12, activation=tf.nn.relu,
                          kernel_initializer=fixed((64, 12), 0.2))

  # Add dropout operation; 1.0 probability that element will be kept
  dropout = tf.layers.dropout(
      inputs=dense, rate=0.0, training=mode == tf.estimator.ModeKeys.TRAIN)

  # Logits layer
  logits = tf.layers.dense(inputs=dropout, units=3, kernel_initializer=fixed((12, 3), 0.3))

  predictions = {
      # Generate predictions (for PREDICT and EVAL mode)
      "classes": tf.argmax(input=logits, axis=1),
      # Add `softmax_tensor` to the graph. It is used for PREDICT and by the
      # `logging_hook`.
      "probabilities": tf.nn.softmax(logits, name="softmax_tensor")
  }
  if mode == tf.estimator.ModeKeys.PREDICT:
    return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)

  # Calculate Loss (for both TRAIN and EVAL modes)
  onehot_labels = tf.one_hot(indices=tf.cast(labels, tf.int32), depth=3)
  loss = tf.losses.softmax_cross_entropy(
      onehot_labels=onehot_labels, logits=logits, scope="xent")
  accuracy = tf.metrics.accuracy(labels=labels, predictions=predictions["classes"], name="acc_op")
  tf.summary.scalar("train_accuracy", accuracy[1])

  # Configure the Training Op (for TRAIN mode)
  if mode == tf.estimator.ModeKeys.TRAIN:
    optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.05, name="sgd")
    train_op = optimizer.minimize(
        loss=loss,
        global_step=tf.train.get_global_step(), name="train")
    return tf.estimator.EstimatorSpec(mode=mode, loss=loss, train_op=train_op)

  # Add evaluation metrics (for EVAL mode)
  eval_metric_ops = {
      "accuracy": accuracy,
      "mean_per_class": tf.metrics.mean_per_class_accuracy(
          labels=labels, predictions=predictions["classes"], num_classes=3)}
  return tf.estimator.EstimatorSpec(
      mode=mode, loss=loss, eval_metric_ops=eval_metric_ops)


def load(count, seed):
  rng = np.random.RandomState(seed)
  labels = rng.randint(0, 3, count).astype(np.int32)
  images = rng.uniform(0, 0.3, (count, 8, 8))
  images[np.arange(count), labels * 2 + 1] += 1  # A bright row for each class.
  return images.reshape(count, 64).astype(np.float32), labels


def main(unused_argv):
  # Load training and eval data
  train_data, train_labels = load(96, 0)
  eval_data, eval_labels = load(40, 1)

  # Create the Estimator
  mnist_classifier = tf.estimator.Estimator(
      model_fn=cnn_model_fn,
      config=tf.estimator.RunConfig(save_summary_steps=10, log_step_count_steps=25,
                                    session_config=tf.ConfigProto(allow_soft_placement=True)))

  # Set up logging for predictions
  # Log the values in the "Softmax" tensor with label "probabilities"
  tensors_to_log = {"probabilities": "softmax_tensor"}
  logging_hook = tf.train.LoggingTensorHook(
      tensors=tensors_to_log, every_n_iter=50)

  # Train the model
  train_input_fn = tf.estimator.inputs.numpy_input_fn(
      x={"x": train_data},
      y=train_labels,
      batch_size=16,
      num_epochs=None,
      shuffle=False)
  eval_input_fn = tf.estimator.inputs.numpy_input_fn(
      x={"x": eval_data},
      y=eval_labels,
      num_epochs=1,
      shuffle=False)
  for rounds in range(2):
    mnist_classifier.train(
        input_fn=train_input_fn,
        steps=30,
        hooks=[logging_hook])
    # Evaluate the model and print results
    eval_results = mnist_classifier.evaluate(input_fn=eval_input_fn, name="round%d" % rounds)
    print("loss %.4f accuracy %.3f per class %.3f step %d" % (
        eval_results["loss"], eval_results["accuracy"], eval_results["mean_per_class"],
        eval_results["global_step"]))


if __name__ == "__main__":
  tf.app.run()
