"""A function that makes a table and returns something made of it: not the variable, which is what is trained."""
import tensorflow as tf


def get_embeddings(vocabulary, units):
    with tf.variable_scope("shared"):
        embeddings = tf.get_variable("table", [vocabulary, units])
        embeddings = tf.concat((tf.zeros([1, units]), embeddings[1:, :]), 0)
    return embeddings


def model_fn(features, labels, mode):
    embeddings = get_embeddings(10, 4)
    logits = tf.layers.dense(tf.reduce_mean(tf.nn.embedding_lookup(embeddings, features), 1), 2)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=logits)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
