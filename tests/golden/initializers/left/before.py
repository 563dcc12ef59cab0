import tensorflow as tf

a = tf.contrib.layers.variance_scaling_initializer(mode=mode)
b = tf.contrib.layers.xavier_initializer(uniform=uniform)
c = tf.random_normal_initializer(*args)
