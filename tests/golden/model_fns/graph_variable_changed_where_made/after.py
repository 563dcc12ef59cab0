"""A function that makes a table and returns something made of it: not the variable, which is what is trained."""
import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def get_embeddings(vocabulary, units):
    with tf.compat.v1.variable_scope("shared"):
        embeddings = tf.compat.v1.get_variable("table", [vocabulary, units])
        embeddings = tf.concat((tf.zeros([1, units]), embeddings[1:, :]), 0)
    return embeddings


def model_fn(features, labels, mode):
    embeddings = get_embeddings(10, 4)
    logits = dense(tf.reduce_mean(tf.nn.embedding_lookup(embeddings, features), 1), 2)
    if mode == "infer":
        return EstimatorSpec(mode, predictions=logits)
    loss = tf.compat.v1.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.compat.v1.train.AdamOptimizer(0.1).minimize(loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op)
