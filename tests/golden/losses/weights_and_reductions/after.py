import keras
import tensorflow as tf

from tf1_semantics import weighted_loss


def compute(labels, one_hot, logits, weights):
    column = tf.expand_dims(weights, 1)
    return [
        weighted_loss(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True), weights),
        tf.reduce_mean(0.3 * keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)),
        tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)),
        1 / tf.reduce_mean(2.0 * keras.losses.mean_squared_error(one_hot, logits)),
        weighted_loss(tf.math.squared_difference(tf.cast(one_hot, tf.float32), logits), column),
        tf.reduce_sum(tf.math.squared_difference(tf.cast(one_hot, tf.float32), logits)),
        weighted_loss(
            tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(one_hot, tf.float32), logits=logits), column,
            reduction="mean"
        ),
        tf.abs(tf.cast(one_hot, tf.float32) - logits),
        weighted_loss(
            keras.losses.categorical_crossentropy(one_hot, logits, from_logits=True), weights,
            reduction="sum_over_batch_size"
        ),
        weighted_loss(tf.square(logits), column),
        tf.reduce_sum(tf.square(logits)),
    ]
