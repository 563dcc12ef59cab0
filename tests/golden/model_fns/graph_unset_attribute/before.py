import tensorflow as tf


def block(net, units, normalize, training):
    net = tf.layers.dense(net, units)
    if normalize:
        norm = tf.keras.layers.BatchNormalization(momentum=0.9)
        net = norm(net, training=training)
    return net


def model_fn(features, labels, mode, params):
    logits = block(features, 3, params["normalize"], mode == tf.estimator.ModeKeys.TRAIN)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(1e-3).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
