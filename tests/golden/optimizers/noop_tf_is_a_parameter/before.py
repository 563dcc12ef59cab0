import tensorflow


def make(tf, rate):
    return tf.train.AdamOptimizer(rate)
