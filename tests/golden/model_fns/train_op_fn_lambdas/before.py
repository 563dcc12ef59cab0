import tensorflow as tf


def wide_fn(features, labels, mode):
    logits = tf.layers.dense(features['x'], 1)
    head = tf.contrib.estimator.binary_classification_head()
    return head.create_estimator_spec(
        features, mode, logits, labels=labels,
        train_op_fn=lambda loss: tf.train.GradientDescentOptimizer(0.3).minimize(loss, tf.train.get_global_step()))


def deep_fn(features, labels, mode):
    logits = tf.layers.dense(features['x'], 1)
    head = tf.contrib.estimator.regression_head()
    optimizer = tf.train.AdagradOptimizer(0.1)
    train_op_fn = lambda loss: optimizer.minimize(loss, global_step=tf.train.get_global_step())
    return head.create_estimator_spec(
        features=features, labels=labels, mode=mode, logits=logits, train_op_fn=train_op_fn)
