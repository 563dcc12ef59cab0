import tensorflow as tf


def dense_block(x, units, is_training, rate):
    x = tf.layers.dense(x, units, activation=tf.nn.tanh, kernel_initializer=tf.initializers.identity(gain=0.7))
    return tf.layers.dropout(x, rate=rate, training=is_training)
