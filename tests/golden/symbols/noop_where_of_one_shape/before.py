import tensorflow as tf

a = tf.where(x > 0, x, tf.zeros_like(x))
b = tf.where(tf.less(x, y), y, x)
c = tf.where(tf.logical_and(x > 0, x < 1), tf.ones_like(x), x)
d = tf.where(flag, 1.0, -1.0)
