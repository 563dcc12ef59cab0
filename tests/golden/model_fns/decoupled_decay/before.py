import tensorflow as tf


def model_fn(features, labels, mode, params):
    words = tf.get_variable("words", [100, 16])
    sizes = tf.get_variable("sizes", [10, 16])
    net = tf.nn.embedding_lookup_sparse(words, features["words"], None, combiner="mean")
    both = tf.stack([words[0], sizes[0]])
    logits = tf.layers.dense(net + tf.reduce_sum(both, 0), params["classes"])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"class": tf.argmax(logits, 1)})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    optimizer = tf.contrib.opt.AdamWOptimizer(weight_decay=params["decay"], learning_rate=params["rate"])
    # Biases do not decay.
    decayed = [v for v in tf.trainable_variables() if "bias" not in v.name]
    pairs = optimizer.compute_gradients(loss)
    train_op = optimizer.apply_gradients(pairs, tf.train.get_global_step(), decay_var_list=decayed)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
