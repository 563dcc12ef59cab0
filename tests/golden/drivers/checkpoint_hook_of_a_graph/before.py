import tensorflow as tf


def model_fn(features, labels, mode):
    out = tf.layers.dense(features, 1)
    loss = tf.losses.mean_squared_error(labels, out)
    mean, update = tf.metrics.mean(out)
    train_op = tf.train.AdamOptimizer().minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops={'double': (2 * mean, update)})


estimator = tf.estimator.Estimator(model_fn)
estimator.train(input_fn, hooks=[tf.train.CheckpointSaverHook('/tmp/saved', save_steps=100)])
