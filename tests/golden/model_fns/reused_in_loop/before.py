import tensorflow as tf


def step(x, state, units, reuse=None):
    with tf.variable_scope("step", reuse=reuse):
        update = tf.layers.dense(tf.concat([x, state], 1), units, activation=tf.nn.sigmoid, name="update")
        return update * state + (1 - update) * tf.layers.dense(x, units, name="candidate")


def model_fn(features, labels, mode, params):
    """Three rounds of the same step, and towers that share their weights."""
    towers = []
    for name in ["left", "right"]:
        with tf.variable_scope("tower", reuse=tf.AUTO_REUSE):
            net = tf.layers.dense(features[name], params["units"], activation=tf.nn.relu)
            towers.append(tf.layers.dense(net, params["units"]))
    x = tf.concat(towers, 1)
    state = tf.zeros_like(towers[0])
    for i in range(3):
        state = step(x, state, params["units"], reuse=(i > 0))
    with tf.variable_scope("own", reuse=tf.AUTO_REUSE):
        for i in range(2):
            state = tf.layers.dense(state, params["units"], name="layer_%d" % i)
    logits = tf.layers.dense(state, 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"logits": logits})
    loss = tf.losses.sigmoid_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
