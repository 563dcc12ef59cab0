import tensorflow as tf


# TODO(migrator): MIG130 a loss that only a condition or a loop makes is in the collection
def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features['x'], 3)
    tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if params['penalty']:
        tf.losses.add_loss(tf.nn.l2_loss(logits))
    loss = tf.losses.get_total_loss()
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
