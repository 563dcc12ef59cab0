"""Specs that are changed on their way out, and another loss in evaluation."""
import tensorflow as tf


def model_fn(features, labels, mode, params):
    embeddings = tf.get_variable("embeddings", [params["words"], 8])
    weights = tf.get_variable("weights", [params["words"], 8])
    vectors = tf.nn.embedding_lookup(embeddings, features["word"])
    spec = tf.estimator.EstimatorSpec(tf.estimator.ModeKeys.PREDICT, predictions=vectors)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return spec._replace(predictions={"vectors": vectors})
    logits = tf.matmul(vectors, weights, transpose_b=True)
    if mode == tf.estimator.ModeKeys.TRAIN:
        # Each word by itself.
        targets = tf.one_hot(labels, params["words"])
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=logits))
        train_op = tf.train.AdagradOptimizer(0.5).minimize(loss, tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
    top = tf.argmax(logits, axis=-1)
    full_loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    spec = tf.estimator.EstimatorSpec(mode, vectors, full_loss)
    return spec._replace(eval_metric_ops={"hits": tf.metrics.accuracy(labels, top)})
