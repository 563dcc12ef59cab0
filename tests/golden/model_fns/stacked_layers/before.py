import tensorflow as tf
from tensorflow.contrib import layers, slim


def model_fn(features, labels, mode, params):
    # Convolutions of the picture.
    net = slim.repeat(features["image"], 2, slim.conv2d, 64, [3, 3], scope="conv1")
    net = slim.stack(net, slim.conv2d, [(32, [3, 3]), (16, [1, 1])], activation_fn=None)
    net = layers.flatten(net)
    # As many layers as wanted.
    net = layers.stack(net, layers.fully_connected, params["hidden_units"], activation_fn=tf.nn.tanh)
    logits = layers.linear(net, params["classes"])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"class": tf.argmax(logits, 1)})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdagradOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
