import tensorflow as tf

TARGETS = ["business", "sport", "tech"]


def text_model_fn(features, labels, mode, params):
    table = tf.contrib.lookup.index_table_from_file(vocabulary_file=params.vocabulary, num_oov_buckets=1, vocab_size=params.words)
    words = tf.string_split(features["title"])
    dense_words = tf.sparse_tensor_to_dense(words, default_value="<pad>")
    numbers = table.lookup(dense_words)
    embedded = tf.contrib.layers.embed_sequence(numbers, vocab_size=params.words + 1, embed_dim=10)
    logits = tf.layers.dense(tf.reduce_mean(embedded, axis=1), len(TARGETS))
    predicted = tf.argmax(logits, 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        names = tf.gather(TARGETS, predicted)
        return tf.estimator.EstimatorSpec(mode, predictions={"class": names})
    targets = tf.contrib.lookup.index_table_from_tensor(tf.constant(TARGETS))
    labels = targets.lookup(labels)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.contrib.layers.optimize_loss(loss, tf.train.get_global_step(), learning_rate=0.01, optimizer="Adam")
    return tf.estimator.EstimatorSpec(
        mode, loss=loss, train_op=train_op, eval_metric_ops={"acc": tf.metrics.accuracy(labels, predicted)})
