import tensorflow as tf


def create_model(x, labels, units):
    net = tf.layers.dense(x, units)
    logits = tf.layers.dense(net, 2)
    per_example = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    loss = tf.reduce_mean(per_example)
    return loss, per_example, logits


def model_fn(features, labels, mode, params):
    loss, per_example, logits = create_model(features['x'], labels, params['units'])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'logits': logits})
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
