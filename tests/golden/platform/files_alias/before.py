import tensorflow as tf
from tensorflow.compat.v1 import gfile


def read(path, exists=tf.gfile.Exists):
  return gfile.Open(path).read() if exists(path) else ''
