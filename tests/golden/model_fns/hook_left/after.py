import tensorflow as tf


# TODO(migrator): MIG100 tf.train.SessionRunHook needs a graph and a session
class StopEarly(tf.train.SessionRunHook):
    def after_run(self, run_context, run_values):
        run_context.request_stop()


# TODO(migrator): MIG127 the spec has a hook that the training loop of Keras does not run: StopEarly()
def model_fn(features, labels, mode):
    logits = tf.layers.dense(features['x'], 3)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    hooks = [tf.train.LoggingTensorHook({'loss': loss}, every_n_iter=10)]
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, training_hooks=hooks + [StopEarly()])
