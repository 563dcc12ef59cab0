import tensorflow as tf


def model_fn(features, labels, mode, params):
    outputs = tf.layers.dense(features, 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"y": outputs})
    loss = tf.losses.mean_squared_error(labels, outputs)
    optimizer = tf.train.AdamOptimizer(0.05)
    step = tf.train.get_global_step()
    variables = tf.trainable_variables()
    # The gradients of some batches are added up before they are applied.
    sums = [tf.Variable(tf.zeros_like(v.initialized_value()), trainable=False) for v in variables]
    add = tf.group(*[s.assign_add(g / params["batches"]) for s, g in zip(sums, tf.gradients(loss, variables))])

    def apply():
        applied = optimizer.apply_gradients(zip(sums, variables))
        with tf.control_dependencies([applied]):
            return tf.group(*[s.assign(tf.zeros_like(s)) for s in sums])

    with tf.control_dependencies([add]):
        update = tf.cond(tf.equal((step + 1) % params["batches"], 0), apply, tf.no_op)
    with tf.control_dependencies([update]):
        train_op = tf.assign_add(step, 1)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
