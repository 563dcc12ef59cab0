import tensorflow as tf


def model_fn(features, labels, mode):
    hidden = tf.layers.dense(features['x'], 8, tf.nn.relu)
    logits = tf.layers.dense(hidden, 3)
    cross_entropy = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    tf.add_to_collection('losses', cross_entropy)
    tf.add_to_collection(tf.GraphKeys.LOSSES, 1e-3 * tf.reduce_mean(tf.square(hidden)))
    loss = tf.add_n(tf.get_collection('losses'), name='total_loss')
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn)
