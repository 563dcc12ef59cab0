import keras
import tensorflow as tf


def compute(one_hot, logits):
    return (tf.reduce_mean(keras.losses.mean_absolute_error(one_hot, logits)),
            tf.reduce_mean(keras.losses.mean_squared_error(one_hot, logits)),
            tf.reduce_mean(keras.losses.huber(one_hot, logits)))
