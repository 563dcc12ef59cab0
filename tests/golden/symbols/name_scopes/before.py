import tensorflow as tf

scope, name = None, "tower"


def compute(vectors):
    with tf.name_scope(None, "layer", [vectors]):
        net = vectors + 1.0
    with tf.name_scope(scope, "layer", values=[net]) as inner:
        net = net * 2.0
    with tf.name_scope(name, values=[net]):
        return tf.exp(net)
