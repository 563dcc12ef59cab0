import tensorflow as tf


def model_fn(features, labels, mode, params):
    pred = tf.squeeze(tf.layers.dense(features, 1, name='rating'), 1)
    # Everything the spec is made of.
    spec = {'predictions': {'rating': pred}}
    if mode != tf.estimator.ModeKeys.PREDICT:
        spec['loss'] = tf.losses.mean_squared_error(labels, pred)
        spec['eval_metric_ops'] = {'mae': tf.metrics.mean_absolute_error(labels, pred)}
    if mode == tf.estimator.ModeKeys.TRAIN:
        optimizer = tf.train.GradientDescentOptimizer(params['learning_rate'])
        spec['train_op'] = optimizer.minimize(spec['loss'], global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode=mode, **spec)
