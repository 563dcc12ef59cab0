import tensorflow as tf


def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features, 1)
    loss = tf.losses.mean_squared_error(labels, logits)
    step = tf.train.get_global_step()
    # The cosine is counted from the end of the warmup.
    decayed = tf.train.cosine_decay(params["rate"], step - params["warmup"], 100)
    rising = params["rate"] * tf.to_float(step) / params["warmup"]
    rate = tf.where(step < params["warmup"], rising, decayed)
    train_op = tf.train.GradientDescentOptimizer(rate).minimize(loss, step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def other_model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features, 1)
    loss = tf.losses.mean_squared_error(labels, logits)
    # Nothing counts this one up.
    global_step = tf.Variable(0)
    learning_rate = tf.train.exponential_decay(
        params["rate"], global_step, 100, 0.96, staircase=True)  # So it stays.
    train_op = tf.train.AdamOptimizer(learning_rate).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def third_model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features, 1)
    loss = tf.losses.mean_squared_error(labels, logits)
    global_step = tf.train.get_global_step()
    optimizer = tf.train.GradientDescentOptimizer(params["rate"] / tf.sqrt(tf.to_float(global_step + 1)))
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=optimizer.minimize(loss, global_step))
