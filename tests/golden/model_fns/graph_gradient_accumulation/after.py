import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def model_fn(features, labels, mode, params):
    outputs = dense(features, 1)
    if mode == "infer":
        return EstimatorSpec(mode, predictions={"y": outputs})
    loss = tf.compat.v1.losses.mean_squared_error(labels, outputs)
    optimizer = tf.compat.v1.train.AdamOptimizer(0.05)
    step = tf.compat.v1.train.get_global_step()
    variables = tf.compat.v1.trainable_variables()
    # The gradients of some batches are added up before they are applied.
    sums = [tf.compat.v1.Variable(tf.zeros_like(v.initial_value), trainable=False) for v in variables]
    add = tf.group(
        *[s.assign_add(g / params["batches"]) for s, g in zip(sums, tf.compat.v1.gradients(loss, variables))])

    def apply():
        applied = optimizer.apply_gradients(zip(sums, variables))
        with tf.control_dependencies([applied]):
            return tf.group(*[s.assign(tf.zeros_like(s)) for s in sums])

    with tf.control_dependencies([add]):
        update = tf.cond(tf.equal((step + 1) % params["batches"], 0), apply, tf.no_op)
    with tf.control_dependencies([update]):
        train_op = tf.compat.v1.assign_add(step, 1)
    return EstimatorSpec(mode, loss=loss, train_op=train_op)
