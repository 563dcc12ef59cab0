"""Reads images and labels from TFRecord files."""

import os
import tempfile

import numpy as np
import tensorflow as tf

flags = tf.app.flags
FLAGS = flags.FLAGS
flags.DEFINE_integer("height", 6, "Image height")
flags.DEFINE_integer("width", 10, "Image width")
flags.DEFINE_integer("num_classes", 4, "Number of classes")
flags.DEFINE_integer("batch_size", 16, "")
flags.DEFINE_integer("max_steps", 36, "Training steps")
flags.DEFINE_float("learning_rate", 0.05, "")
flags.DEFINE_float("weight_decay", 0.0005, "L2 on the kernels")


def _int64_feature(value):
  return tf.train.Feature(int64_list=tf.train.Int64List(value=[value]))


def _bytes_feature(value):
  return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))


def write_records(path, count, seed):
  random = np.random.RandomState(seed)
  with tf.python_io.TFRecordWriter(path) as writer:
    for _ in range(count):
      label = random.randint(FLAGS.num_classes)
      image = random.randint(0, 100, size=(6, 10, 1))
      image[:, label * 2:label * 2 + 3] += 120
      example = tf.train.Example(features=tf.train.Features(feature={
          "image/encoded": _bytes_feature(image.astype(np.uint8).tobytes()),
          "image/label": _int64_feature(label),
      }))
      writer.write(example.SerializeToString())


def parse_record(raw_record):
  """Parses a record into an image and a label."""
  keys_to_features = {
      "image/encoded": tf.FixedLenFeature((), tf.string, default_value=""),
      "image/label": tf.FixedLenFeature([], tf.int64, default_value=tf.zeros([], dtype=tf.int64)),
  }
  parsed = tf.parse_single_example(raw_record, keys_to_features)
  image = tf.decode_raw(parsed["image/encoded"], tf.uint8)
  image = tf.to_float(tf.reshape(image, [FLAGS.height, FLAGS.width, 1]))
  image = tf.image.resize_images(image, [8, 8])
  image = (image - 100.0) / 128.0
  return image, tf.cast(parsed["image/label"], tf.int32)


def input_fn(filenames, is_training):
  dataset = tf.data.TFRecordDataset(filenames)
  if is_training:
    dataset = dataset.repeat()
  dataset = dataset.map(parse_record, num_parallel_calls=1)
  dataset = dataset.batch(FLAGS.batch_size)
  dataset = dataset.prefetch(1)
  return dataset


def conv2d(inputs, filters, name, is_training):
  channels = inputs.shape[-1].value if hasattr(inputs.shape[-1], "value") else inputs.shape[-1]
  kernel = np.cos(np.arange(3 * 3 * channels * filters)).reshape([3, 3, channels, filters]) * 0.3
  with tf.variable_scope(name):
    net = tf.layers.conv2d(
        inputs=inputs,
        filters=filters,
        kernel_size=3,
        padding="same",
        activation=None,
        use_bias=False,
        kernel_initializer=tf.constant_initializer(kernel),
        name="conv")
    net = tf.layers.batch_normalization(net, momentum=0.9, training=is_training, name="norm")
    net = tf.nn.relu(net)
    return tf.layers.max_pooling2d(inputs=net, pool_size=2, strides=2, name="pool")


def model_fn(features, labels, mode):
  tf.summary.image("images", features, max_outputs=2)
  is_training = mode == tf.estimator.ModeKeys.TRAIN
  net = conv2d(features, 4, "conv1", is_training)
  net = conv2d(net, 6, "conv2", is_training)
  net = tf.reshape(net, [-1, 2 * 2 * 6])
  logits = tf.layers.dense(
      net, FLAGS.num_classes, name="logits",
      kernel_initializer=tf.constant_initializer(np.linspace(-0.5, 0.5, 24 * FLAGS.num_classes)))

  predictions = {
      "classes": tf.argmax(logits, axis=1),
      "probabilities": tf.nn.softmax(logits, name="softmax_tensor")
  }
  if mode == tf.estimator.ModeKeys.PREDICT:
    return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)

  cross_entropy = tf.losses.sparse_softmax_cross_entropy(logits=logits, labels=labels)

  # Create a tensor named cross_entropy for logging purposes.
  tf.identity(cross_entropy, name="cross_entropy")
  tf.summary.scalar("cross_entropy", cross_entropy)

  # Batch norm's variables are not decayed.
  def exclude_batch_norm(name):
    return "norm" not in name

  l2_loss = FLAGS.weight_decay * tf.add_n(
      [tf.nn.l2_loss(tf.cast(v, tf.float32)) for v in tf.trainable_variables() if exclude_batch_norm(v.name)])
  loss = cross_entropy + l2_loss

  if is_training:
    global_step = tf.train.get_or_create_global_step()
    learning_rate = tf.train.piecewise_constant(
        global_step, [20, 30], [FLAGS.learning_rate, FLAGS.learning_rate * 0.1, FLAGS.learning_rate * 0.01])
    optimizer = tf.train.MomentumOptimizer(learning_rate, momentum=0.9)
    minimize_op = optimizer.minimize(loss, global_step)
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    train_op = tf.group(minimize_op, update_ops)
  else:
    train_op = None

  accuracy = tf.metrics.accuracy(labels, predictions["classes"])
  metrics = {"accuracy": accuracy, "cross_entropy": tf.metrics.mean(cross_entropy)}
  tf.identity(accuracy[1], name="train_accuracy")
  tf.summary.scalar("train_accuracy", accuracy[1])

  return tf.estimator.EstimatorSpec(
      mode=mode,
      predictions=predictions,
      loss=loss,
      train_op=train_op,
      eval_metric_ops=metrics)


def main(_):
  data_dir = tempfile.mkdtemp()
  train_file = os.path.join(data_dir, "train.tfrecord")
  test_file = os.path.join(data_dir, "test.tfrecord")
  write_records(train_file, 128, 0)
  write_records(test_file, 50, 1)

  classifier = tf.estimator.Estimator(model_fn=model_fn, model_dir=os.path.join(data_dir, "model"))
  logging_hook = tf.train.LoggingTensorHook(tensors={"xent": "cross_entropy"}, every_n_iter=10)
  classifier.train(lambda: input_fn([train_file], True), hooks=[logging_hook], max_steps=FLAGS.max_steps)
  eval_results = classifier.evaluate(input_fn=lambda: input_fn([test_file], False), steps=3)
  for key in ("accuracy", "cross_entropy", "loss", "global_step"):
    print("%s: %s" % (key, eval_results[key]))
  print([int(p["classes"]) for p in classifier.predict(lambda: input_fn([test_file], False))])


if __name__ == "__main__":
  tf.app.run()
