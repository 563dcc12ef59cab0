import tensorflow as tf


class SignMomentum(tf.train.Optimizer):
    """Follows the signs of a running mean of the gradients."""

    def __init__(self, learning_rate, decay=0.9, skipped=("bias",), name="SignMomentum"):
        super(SignMomentum, self).__init__(False, name)
        self._lr = learning_rate
        self.decay = decay
        self.skipped = skipped

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        """See base class."""
        ops = []
        for grad, var in grads_and_vars:
            if grad is None:
                continue
            mean = tf.get_variable(
                var.op.name + "/mean", shape=var.shape.as_list(), trainable=False, initializer=tf.zeros_initializer())
            # The mean so far counts for most.
            next_mean = self.decay * mean + (1 - self.decay) * grad
            step = self._lr * tf.sign(next_mean)
            if any(part in var.op.name for part in self.skipped):
                step = 0.1 * step
            ops += [var.assign(var - step), mean.assign(next_mean)]
        return tf.group(*ops, name=name)


def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features["x"], params["classes"])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"class": tf.argmax(logits, 1)})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    global_step = tf.train.get_global_step()
    rate = tf.train.polynomial_decay(params["rate"], global_step, 1000)
    optimizer = SignMomentum(rate)
    if params["use_tpu"]:
        optimizer = tf.contrib.tpu.CrossShardOptimizer(optimizer)
    variables = tf.trainable_variables()
    gradients, _ = tf.clip_by_global_norm(tf.gradients(loss, variables), 1.0)
    train_op = optimizer.apply_gradients(zip(gradients, variables), global_step=global_step)
    train_op = tf.group(train_op, global_step.assign(global_step + 1))
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
