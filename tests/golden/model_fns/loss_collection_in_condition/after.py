import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def model_fn(features, labels, mode, params):
    logits = dense(features['x'], 3)
    tf.compat.v1.losses.sparse_softmax_cross_entropy(labels, logits)
    if params['penalty']:
        tf.compat.v1.losses.add_loss(tf.nn.l2_loss(logits))
    loss = tf.compat.v1.losses.get_total_loss()
    train_op = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(
        loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op)
