import keras
import tensorflow as tf


def model_fn(features, labels, mode, params):
    teacher = tf.layers.dense(features["x"], 10)
    soft = tf.nn.softmax(teacher / params["temperature"])
    one_hot = tf.one_hot(labels, 10)
    mixed = tf.concat([one_hot, one_hot], 0)
    a = tf.reduce_mean(keras.losses.categorical_crossentropy(
        tf.stop_gradient(soft), logits, from_logits=True))
    b = tf.reduce_mean(keras.losses.categorical_crossentropy(
        one_hot, logits, from_logits=True))
    c = tf.reduce_mean(
        keras.losses.categorical_crossentropy(mixed, logits, from_logits=True))
    d = tf.reduce_mean(keras.losses.categorical_crossentropy(
        tf.stop_gradient(soft), logits, from_logits=True))
    e = tf.reduce_mean(keras.losses.categorical_crossentropy(
        labels, logits, from_logits=True))
    f = tf.reduce_mean(keras.losses.categorical_crossentropy(
        tf.stop_gradient(teach(features)), logits, from_logits=True))
    return a + b + c + d + e + f
