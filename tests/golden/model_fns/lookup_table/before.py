import tensorflow as tf

NAMES = ["cat", "dog", "bird"]


def model_fn(features, labels, mode):
    logits = tf.layers.dense(features, 3)
    predictions = {"name": tf.gather(NAMES, tf.argmax(logits, 1))}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    table = tf.contrib.lookup.index_table_from_tensor(NAMES)
    loss = tf.losses.sparse_softmax_cross_entropy(table.lookup(labels), logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    train_op = tf.train.AdamOptimizer(1e-3).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
