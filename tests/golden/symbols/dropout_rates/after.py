import tensorflow as tf


def keep_all(net, params):
    net = tf.nn.dropout(net, rate=0.2)
    net = tf.nn.dropout(net, rate=1 - params["keep_prob"], seed=3)
    net = tf.nn.dropout(net, rate=params["dropout"])
    net = tf.nn.dropout(net, rate=1 - (1.0 - FLAGS.rate - 0.1))
    return tf.nn.dropout(net, noise_shape=None, seed=4, rate=0.25)


def compute(vectors):
    return tf.nn.dropout(vectors, rate=0.0)
