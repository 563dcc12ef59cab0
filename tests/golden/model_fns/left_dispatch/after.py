import tensorflow as tf


def scale(images):
    return tf.cast(images, tf.float32) / 255.0


# TODO(migrator): MIG150 a helper of model_fn, which is left
def dense_block(net, units):
    return tf.layers.dense(net, units, activation=tf.nn.relu)


# TODO(migrator): MIG150 a helper of model_fn, which is left
def linear(images):
    return tf.layers.dense(images, 10)


# TODO(migrator): MIG150 a helper of model_fn, which is left
def deep(images):
    return tf.layers.dense(dense_block(images, 32), 10)


TOWERS = {"linear": linear, "deep": deep}


# TODO(migrator): MIG151 deep makes layers, and where it is called can't be seen
def model_fn(features, labels, mode, params):
    logits = TOWERS[params["tower"]](scale(features["image"]))
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(1e-3).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
