import tensorflow as tf


def batch_norm_layer(x, train_phase, scope_bn):
    bn_train = tf.contrib.layers.batch_norm(x, decay=0.9, center=True, scale=True, updates_collections=None,
                                            is_training=True, reuse=None, scope=scope_bn)
    bn_inference = tf.contrib.layers.batch_norm(x, decay=0.9, center=True, scale=True, updates_collections=None,
                                                is_training=False, reuse=True, scope=scope_bn)
    z = tf.cond(tf.cast(train_phase, tf.bool), lambda: bn_train, lambda: bn_inference)
    return z


def batch_norm(x, is_training, name):
    # Only one of the two is computed.
    return tf.cond(is_training,
                   lambda: tf.contrib.layers.batch_norm(x, is_training=True, updates_collections=None, scope=name),
                   lambda: tf.contrib.layers.batch_norm(x, is_training=False, updates_collections=None, scope=name,
                                                        reuse=True))


def model_fn(features, labels, mode, params):
    if params["batch_norm"]:
        if mode == tf.estimator.ModeKeys.TRAIN:
            train_phase = True
        else:
            train_phase = False
    net = features["x"]
    for i, units in enumerate(params["layers"]):
        net = tf.contrib.layers.fully_connected(net, units, scope="mlp%d" % i)
        if params["batch_norm"]:
            net = batch_norm_layer(net, train_phase=train_phase, scope_bn="bn_%d" % i)
    training = tf.constant(mode == tf.estimator.ModeKeys.TRAIN)
    net = batch_norm(net, training, "bn_out")
    y = tf.reshape(tf.contrib.layers.fully_connected(net, 1, activation_fn=None, scope="out"), [-1])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"prob": tf.sigmoid(y)})
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=y, labels=labels))
    train_op = tf.train.GradientDescentOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
