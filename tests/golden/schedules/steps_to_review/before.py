import tensorflow.compat.v1 as tf


def rate(learning_rate, step):
  return tf.train.exponential_decay(learning_rate, step, 100, 0.9)


def known(self, global_step):
  self.rate = tf.train.exponential_decay(self.lr, global_step, 100, 0.9)
  return tf.train.exponential_decay(self.lr, self.global_step, 100, 0.9)
