import tensorflow as tf

# TODO(migrator): MIG101 tf.contrib.layers.l2_regularizer: a starred argument hides which parameters are given
a = tf.contrib.layers.l2_regularizer(*scales)
# TODO(migrator): MIG101 tf.contrib.layers.l2_regularizer is called without scale
b = tf.contrib.layers.l2_regularizer(scope='only')
