import tensorflow as tf

a = tf.contrib.layers.l2_regularizer(*scales)
b = tf.contrib.layers.l2_regularizer(scope='only')
