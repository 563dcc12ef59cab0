import tensorflow as tf


def model_fn(features, labels, mode, params):
    images = features["image"]
    if mode == tf.estimator.ModeKeys.TRAIN:
        # Mix each example with another one of the batch.
        order = tf.random_shuffle(tf.range(tf.shape(images)[0]))
        images = params["mix"] * images + (1 - params["mix"]) * tf.gather(images, order)
    logits = tf.layers.dense(tf.layers.flatten(images), 10)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"class": tf.argmax(logits, 1)})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.TRAIN:
        others = tf.losses.sparse_softmax_cross_entropy(tf.gather(labels, order), logits)
        loss = params["mix"] * loss + (1 - params["mix"]) * others
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
