import tensorflow as tf

N_USERS, N_ITEMS = 15, 20


def model_fn(features, labels, mode, params):
    loss, train_op, metrics = None, None, {}
    training = mode == tf.estimator.ModeKeys.TRAIN
    bias = tf.get_variable('bias', shape=N_USERS, initializer=tf.zeros_initializer)
    net = tf.layers.dense(features['x'], 4, activation=tf.nn.relu,
                          kernel_regularizer=tf.keras.regularizers.l2(params['l2']))
    rating = tf.squeeze(tf.layers.dense(net, 1), 1) + tf.gather(bias, features['user'])
    if mode != tf.estimator.ModeKeys.PREDICT:
        mse = tf.losses.mean_squared_error(labels, rating)
        loss = tf.losses.get_total_loss(add_regularization_losses=training)
        metrics['mse'] = tf.metrics.mean(mse)
        metrics['mae'] = tf.metrics.mean_absolute_error(labels, rating)
    train_op = minimize(loss, params) if training else None
    return tf.estimator.EstimatorSpec(mode, predictions={'rating': rating}, loss=loss, train_op=train_op,
                                      eval_metric_ops=metrics)


def minimize(loss, params):
    optimizer = tf.train.GradientDescentOptimizer(params['rate'])
    gradients = optimizer.compute_gradients(loss)
    clipped = [(tf.clip_by_norm(g, 1.0), v) for g, v in gradients]
    return optimizer.apply_gradients(clipped, global_step=tf.train.get_global_step())


estimator = tf.estimator.Estimator(model_fn, params={'l2': 1e-3, 'rate': 0.1})
