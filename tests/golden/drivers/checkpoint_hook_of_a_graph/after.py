import tensorflow as tf

from tf1_semantics import EstimatorSpec, ScopedEstimator, dense


def model_fn(features, labels, mode):
    out = dense(features, 1)
    loss = tf.compat.v1.losses.mean_squared_error(labels, out)
    mean, update = tf.compat.v1.metrics.mean(out)
    train_op = tf.compat.v1.train.AdamOptimizer().minimize(loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops={'double': (2 * mean, update)})


estimator = ScopedEstimator(model_fn)
# TODO(migrator): MIG284 CheckpointSaverHook: it takes the place of the Estimator's own checkpoints; ModelDir saves these
estimator.train(input_fn, hooks=[tf.train.CheckpointSaverHook('/tmp/saved', save_steps=100)])
