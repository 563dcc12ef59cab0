import tensorflow as tf
from tensorflow.contrib import slim
from tensorflow.contrib.layers import batch_norm, fully_connected


def conv_block(net, filters, training, scope):
    params = {"is_training": training, "decay": 0.9, "updates_collections": None}
    return slim.conv2d(net, filters, [3, 3], normalizer_fn=slim.batch_norm, normalizer_params=params, scope=scope)


def model_fn(features, labels, mode, params):
    """Convolutions, and layers in a loop, with batch normalization behind each."""
    is_training = mode == tf.estimator.ModeKeys.TRAIN
    bn_params = dict(is_training=is_training, scale=True, updates_collections=None)
    net = conv_block(features["image"], 8, is_training, "conv1")
    net = slim.flatten(net)
    for units in params["hidden"]:
        net = fully_connected(net, units, normalizer_fn=batch_norm, normalizer_params=bn_params)
    net = fully_connected(net, 16, activation_fn=tf.nn.elu, normalizer_fn=batch_norm, normalizer_params=bn_params,
                          biases_initializer=tf.ones_initializer(), scope="last")
    logits = fully_connected(net, 3, activation_fn=None, normalizer_fn=None)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"classes": tf.argmax(logits, 1)})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
