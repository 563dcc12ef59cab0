import keras
import tensorflow as tf


def compute(vectors):
    off = keras.layers.Dropout(0.5)(vectors, training=False)
    also_off = keras.layers.Dropout(0.9, name='drop')(vectors, training=False)
    zero = keras.layers.Dropout(rate=0.0)(vectors, training=True)
    return [off, also_off, zero]


def tower(features, mode, rate=0.4):
    net = keras.layers.Dropout(rate=rate)(
        features, training=mode == tf.estimator.ModeKeys.TRAIN)
    net = keras.layers.Dropout(0.5, seed=7)(net, training=mode == tf.estimator.ModeKeys.TRAIN)
    return keras.layers.Dropout(0.5)(net)
