import tensorflow as tf

scope, name = None, "tower"


def compute(vectors):
    with tf.name_scope("layer"):
        net = vectors + 1.0
    with tf.name_scope(scope or "layer") as inner:
        net = net * 2.0
    with tf.name_scope(name):
        return tf.exp(net)
