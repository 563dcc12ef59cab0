import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def scale(images):
    return tf.cast(images, tf.float32) / 255.0


def dense_block(net, units):
    return dense(net, units, activation=tf.nn.relu)


def linear(images):
    return dense(images, 10)


def deep(images):
    return dense(dense_block(images, 32), 10)


TOWERS = {"linear": linear, "deep": deep}


def model_fn(features, labels, mode, params):
    logits = TOWERS[params["tower"]](scale(features["image"]))
    loss = tf.compat.v1.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.compat.v1.train.AdamOptimizer(1e-3).minimize(
        loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op)
