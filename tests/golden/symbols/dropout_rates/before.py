import tensorflow as tf


def keep_all(net, params):
    net = tf.nn.dropout(net, 0.8)
    net = tf.nn.dropout(net, keep_prob=params["keep_prob"], seed=3)
    net = tf.nn.dropout(net, keep_prob=1 - params["dropout"])
    net = tf.nn.dropout(net, 1.0 - FLAGS.rate - 0.1)
    return tf.nn.dropout(net, None, None, 4, rate=0.25)


def compute(vectors):
    return tf.nn.dropout(vectors, keep_prob=1.0)
