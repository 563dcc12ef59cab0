import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


class StopEarly(tf.compat.v1.train.SessionRunHook):
    def after_run(self, run_context, run_values):
        run_context.request_stop()


def model_fn(features, labels, mode):
    logits = dense(features['x'], 3)
    loss = tf.compat.v1.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(
        loss, tf.compat.v1.train.get_global_step())
    hooks = [tf.compat.v1.train.LoggingTensorHook({'loss': loss}, every_n_iter=10)]
    return EstimatorSpec(mode, loss=loss, train_op=train_op, training_hooks=hooks + [StopEarly()])
