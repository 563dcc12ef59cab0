import tensorflow as tf


def model_fn(features, labels, mode, params):
    teacher = tf.layers.dense(features["x"], 10)
    soft = tf.nn.softmax(teacher / params["temperature"])
    one_hot = tf.one_hot(labels, 10)
    mixed = tf.concat([one_hot, one_hot], 0)
    a = tf.losses.softmax_cross_entropy(soft, logits)
    b = tf.losses.softmax_cross_entropy(one_hot, logits)
    c = tf.losses.softmax_cross_entropy(mixed, logits)
    d = tf.losses.softmax_cross_entropy(tf.stop_gradient(soft), logits)
    e = tf.losses.softmax_cross_entropy(labels, logits)
    f = tf.losses.softmax_cross_entropy(teach(features), logits)
    return a + b + c + d + e + f
