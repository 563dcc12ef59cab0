import tensorflow as tf


def model_fn(features, labels, mode, params):
    # Lists where this was written for.
    layers = map(int, params["layers"].split(","))
    keep = map(float, params["keep"].split(","))
    net = features["x"]
    for i in range(len(layers)):
        net = tf.layers.dense(net, layers[i], tf.nn.relu)
        if mode == tf.estimator.ModeKeys.TRAIN:
            net = tf.nn.dropout(net, keep_prob=keep[i])
    logits = tf.layers.dense(net, 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"score": logits})
    loss = tf.losses.mean_squared_error(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
