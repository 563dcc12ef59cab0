import tensorflow as tf


def model_fn(features, labels, mode):
    outputs = tf.layers.dense(features, 1)
    loss = tf.losses.mean_squared_error(labels, outputs)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, outputs, loss, train_op)


def train_input_fn(dataset):
    return (dataset.shuffle(1000).batch(128)
            # Repeat forever
            .repeat().make_one_shot_iterator().get_next())


def eval_input_fn(dataset):
    iterator = (
        dataset
        .batch(128)
        .make_one_shot_iterator()
    )
    return iterator.get_next()
