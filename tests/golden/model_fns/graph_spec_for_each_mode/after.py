import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def train(features, labels):
    loss = tf.compat.v1.losses.mean_squared_error(labels, dense(features["x"], 1, name="y"))
    train_op = tf.compat.v1.train.AdamOptimizer().minimize(
        loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec("train", loss=loss, train_op=train_op)


def evaluate(features, labels):
    loss = tf.compat.v1.losses.mean_squared_error(labels, dense(features["x"], 1, name="y"))
    return EstimatorSpec("eval", loss=loss)


SPECS = {"train": train, "eval": evaluate}


def model_fn(features, labels, mode):
    return SPECS[mode](features, labels)
