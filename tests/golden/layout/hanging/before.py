"""Two spaces, hanging brackets."""
import tensorflow as tf


def model_fn(features, labels, mode):
  images = tf.reshape(features["image"], [-1, 28, 28, 1])
  conv = tf.layers.conv2d(
      inputs=images,
      filters=32,
      kernel_size=[5, 5],
      activation=tf.nn.relu)
  dropout = tf.layers.dropout(
      inputs=tf.layers.flatten(conv), rate=0.4,
      training=mode == tf.estimator.ModeKeys.TRAIN)
  logits = tf.layers.dense(inputs=dropout, units=10)
  classes = tf.argmax(logits, axis=1)
  if mode == tf.estimator.ModeKeys.PREDICT:
    return tf.estimator.EstimatorSpec(mode, predictions={"classes": classes})
  loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
  if mode == tf.estimator.ModeKeys.TRAIN:
    train_op = tf.train.GradientDescentOptimizer(0.001).minimize(
        loss=loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
  return tf.estimator.EstimatorSpec(
      mode, loss=loss, eval_metric_ops={
          "accuracy": tf.metrics.accuracy(
              labels=labels,
              predictions=classes)})


def main(data):
  classifier = tf.estimator.Estimator(
      model_fn=model_fn)
  train = tf.estimator.inputs.numpy_input_fn(
      x={"image": data.train.images}, y=data.train.labels,
      batch_size=100, num_epochs=None, shuffle=False)
  classifier.train(
      input_fn=train,
      steps=200)
