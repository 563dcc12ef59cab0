import tensorflow as tf

# TODO(migrator): MIG102 the mode is not written out, and Keras wants it in lower case
a = tf.contrib.layers.variance_scaling_initializer(mode=mode)
# TODO(migrator): MIG102 uniform is not written out, so the distribution can't be chosen
b = tf.contrib.layers.xavier_initializer(uniform=uniform)
# TODO(migrator): MIG101 tf.random_normal_initializer: a starred argument hides which parameters are given
c = tf.random_normal_initializer(*args)
