import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def block(net, units, normalize, training):
    net = dense(net, units)
    if normalize:
        norm = tf.keras.layers.BatchNormalization(momentum=0.9)
        net = norm(net, training=training)
    return net


def model_fn(features, labels, mode, params):
    logits = block(features, 3, params["normalize"], mode == "train")
    loss = tf.compat.v1.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.compat.v1.train.AdamOptimizer(1e-3).minimize(
        loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op)
