import tensorflow as tf


def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features, 10)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    optimizer = tf.train.AdamOptimizer(1e-3)
    if params["use_tpu"]:
        optimizer = tf.contrib.tpu.CrossShardOptimizer(optimizer)
    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    if params["use_tpu"]:
        # The TPU's kind of spec.
        return tf.contrib.tpu.TPUEstimatorSpec(mode=mode, predictions=logits, loss=loss, train_op=train_op)
    else:
        return tf.estimator.EstimatorSpec(mode=mode, predictions=logits, loss=loss, train_op=train_op)
