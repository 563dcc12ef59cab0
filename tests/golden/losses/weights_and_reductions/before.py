import tensorflow as tf

Reduction = tf.losses.Reduction


def compute(labels, one_hot, logits, weights):
    column = tf.expand_dims(weights, 1)
    return [
        tf.losses.sparse_softmax_cross_entropy(labels, logits, weights),
        tf.losses.sparse_softmax_cross_entropy(labels, logits, weights=0.3),
        tf.losses.sparse_softmax_cross_entropy(labels, logits, weights=1.0),
        1 / tf.losses.mean_squared_error(one_hot, logits, 2.0),
        tf.losses.mean_squared_error(one_hot, logits, weights=column),
        tf.losses.mean_squared_error(tf.cast(one_hot, tf.float32), logits, reduction=Reduction.SUM),
        tf.losses.sigmoid_cross_entropy(one_hot, logits, column, reduction=tf.losses.Reduction.MEAN),
        tf.losses.absolute_difference(one_hot, logits, reduction="none"),
        tf.losses.softmax_cross_entropy(one_hot, logits, weights, reduction=tf.losses.Reduction.SUM_OVER_BATCH_SIZE),
        tf.losses.compute_weighted_loss(tf.square(logits), column),
        tf.losses.compute_weighted_loss(tf.square(logits), reduction=Reduction.SUM),
    ]
