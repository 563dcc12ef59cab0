import tensorflow as tf


def scale(images):
    return tf.to_float(images) / 255.0


def dense_block(net, units):
    return tf.layers.dense(net, units, activation=tf.nn.relu)


def linear(images):
    return tf.layers.dense(images, 10)


def deep(images):
    return tf.layers.dense(dense_block(images, 32), 10)


TOWERS = {"linear": linear, "deep": deep}


def model_fn(features, labels, mode, params):
    logits = TOWERS[params["tower"]](scale(features["image"]))
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(1e-3).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
