import tensorflow as tf


def decoder(code, size):
    hidden = tf.layers.dense(code, 16, activation=tf.nn.relu)
    return tf.layers.dense(hidden, size)


def model_fn(features, labels, mode):
    """Classifies, and learns to reconstruct what it classifies."""
    x = features["x"]
    code = tf.layers.dense(x, 4, activation=tf.nn.tanh)
    logits = tf.layers.dense(code, 3)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"classes": tf.argmax(logits, 1)})

    # Both tasks at once.
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits) + 0.1 * tf.reduce_mean(
        tf.square(decoder(code, 8) - x))
    error = tf.to_float(labels) - tf.squeeze(tf.layers.dense(code, 1, name="severity"), 1)
    loss += 0.01 * tf.reduce_mean(tf.square(error))
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
