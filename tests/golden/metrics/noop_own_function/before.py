import tensorflow as tf


def accuracy(labels, predictions):
    return tf.reduce_mean(tf.cast(tf.equal(labels, predictions), tf.float32))


print(accuracy(labels, predictions))
