import tensorflow as tf


def conv_net(x_dict, n_classes, dropout, reuse, is_training):
    """The network, for training or for testing."""
    with tf.variable_scope('ConvNet', reuse=reuse):
        x = tf.reshape(x_dict['images'], shape=[-1, 28, 28, 1])
        conv1 = tf.layers.conv2d(x, 32, 5, activation=tf.nn.relu)
        conv1 = tf.layers.max_pooling2d(conv1, 2, 2)
        fc1 = tf.layers.flatten(conv1)
        fc1 = tf.layers.dense(fc1, 64)
        fc1 = tf.layers.dropout(fc1, rate=dropout, training=is_training)
        out = tf.layers.dense(fc1, n_classes)
    return out


def model_fn(features, labels, mode):
    logits_train = conv_net(features, 10, 0.25, reuse=False, is_training=True)
    logits_test = conv_net(features, 10, 0.25, reuse=True, is_training=False)

    pred_classes = tf.argmax(logits_test, axis=1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=pred_classes)

    loss_op = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits_train, labels=labels))
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss_op, global_step=tf.train.get_global_step())
    acc_op = tf.metrics.accuracy(labels=labels, predictions=pred_classes)
    return tf.estimator.EstimatorSpec(mode=mode, predictions=pred_classes, loss=loss_op, train_op=train_op,
                                      eval_metric_ops={'accuracy': acc_op})


def tower(net, keep_prob=1.0, is_reuse=None):
    with tf.variable_scope("tower") as scope:
        if is_reuse:
            scope.reuse_variables()
        net = tf.layers.dense(net, 16, activation=tf.nn.relu, name="hidden")
        net = tf.nn.dropout(net, keep_prob)
        return tf.layers.dense(net, 1, name="score")


def ranking_model_fn(features, labels, mode):
    """Two documents by one tower, which drops out in training alone."""
    score = tower(features["left"], keep_prob=0.5)
    if mode != tf.estimator.ModeKeys.TRAIN:
        score = tower(features["left"], is_reuse=True)
    other = tower(features["right"], is_reuse=True)
    predictions = {"margin": score - other}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    loss = tf.reduce_mean(tf.nn.relu(1.0 - (score - other)))
    train_op = tf.train.AdagradOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, predictions=predictions, loss=loss, train_op=train_op)
