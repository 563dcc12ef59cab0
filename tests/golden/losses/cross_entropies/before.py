import tensorflow as tf


def compute(labels, one_hot, binary, logits):
    column = tf.reshape(labels, [-1, 1])
    return {
        "sparse": tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits),
        "column": tf.losses.sparse_softmax_cross_entropy(column, logits, scope="xent"),
        "softmax": tf.losses.softmax_cross_entropy(tf.one_hot(labels, 3), logits),
        "smooth": tf.losses.softmax_cross_entropy(
            onehot_labels=one_hot, logits=logits, label_smoothing=0.1),
        "swapped": tf.losses.softmax_cross_entropy(logits=logits, onehot_labels=one_hot),
        "sigmoid": tf.losses.sigmoid_cross_entropy(tf.cast(binary, tf.int32), logits),
        "sharp": tf.losses.sigmoid_cross_entropy(multi_class_labels=binary, logits=logits, label_smoothing=0),
    }
