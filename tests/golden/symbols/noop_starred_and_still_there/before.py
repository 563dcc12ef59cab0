import tensorflow as tf

y = tf.reduce_sum(*args)
z = tf.concat(*parts, **options)
w = tf.transpose(x, **options)
