import tensorflow as tf


def read(path, exists=tf.io.gfile.exists):
  return tf.io.gfile.GFile(path).read() if exists(path) else ''
