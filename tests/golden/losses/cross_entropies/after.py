import keras
import tensorflow as tf


def compute(labels, one_hot, binary, logits):
    column = tf.reshape(labels, [-1, 1])
    return {
        "sparse": tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)),
        "column": tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(column, logits, from_logits=True)),
        "softmax": tf.reduce_mean(
            keras.losses.categorical_crossentropy(tf.one_hot(labels, 3), logits, from_logits=True)),
        "smooth": tf.reduce_mean(keras.losses.categorical_crossentropy(
            one_hot, logits, from_logits=True, label_smoothing=0.1)),
        "swapped": tf.reduce_mean(keras.losses.categorical_crossentropy(one_hot, logits, from_logits=True)),
        "sigmoid": tf.reduce_mean(
            keras.losses.binary_crossentropy(tf.cast(binary, tf.int32), logits, from_logits=True)),
        "sharp": tf.reduce_mean(keras.losses.binary_crossentropy(binary, logits, from_logits=True)),
    }
