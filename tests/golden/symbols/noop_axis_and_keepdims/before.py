import tensorflow as tf

y = tf.reduce_sum(x, axis=1, keepdims=True)
z = tf.reduce_mean(x)
w = tf.math.reduce_max(x, [0, 1], True)
