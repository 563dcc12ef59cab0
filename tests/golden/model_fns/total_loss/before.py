import tensorflow as tf


def model_fn(features, labels, mode, params):
    regularizer = tf.contrib.layers.l2_regularizer(params['l2'])
    hidden = tf.layers.dense(features['x'], 8, tf.nn.relu, kernel_regularizer=regularizer)
    outputs = tf.layers.dense(hidden, 2)
    # One loss for each output.
    loss = tf.losses.mean_squared_error(labels['a'], outputs[:, 0])
    loss += 0.5 * tf.losses.absolute_difference(labels['b'], outputs[:, 1])
    tf.losses.huber_loss(labels['a'], outputs[:, 1], loss_collection=None)
    tf.losses.huber_loss(labels['b'], outputs[:, 0], delta=2.0)
    tf.losses.add_loss(params['weight'] * tf.nn.l2_loss(hidden))
    total = tf.losses.get_total_loss()
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(total, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=total, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn, params={'l2': 1e-3, 'weight': 1e-4})
