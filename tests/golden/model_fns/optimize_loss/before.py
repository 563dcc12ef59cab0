import tensorflow as tf


def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features['x'], 3)
    predictions = {'class': tf.argmax(logits, 1)}
    loss, train_op = None, None
    if mode != tf.estimator.ModeKeys.PREDICT:
        loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.TRAIN:
        train_op = tf.contrib.layers.optimize_loss(
            loss=loss,
            global_step=tf.contrib.framework.get_global_step(),
            learning_rate=params['learning_rate'],
            learning_rate_decay_fn=lambda rate, step: tf.train.exponential_decay(rate, step, 100, 0.9),
            clip_gradients=5.0,
            optimizer=lambda rate: tf.train.MomentumOptimizer(rate, 0.8),
            summaries=['loss', 'learning_rate'])
    return tf.estimator.EstimatorSpec(mode, predictions, loss, train_op)


estimator = tf.estimator.Estimator(model_fn, params={'learning_rate': 0.1})
