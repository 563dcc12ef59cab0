"""Layers one behind the other."""
import keras
import numpy as np
import tensorflow as tf


def compute(vectors, images):
    hidden_units = [4, 3]
    # The hidden layers.
    net = keras.Sequential(
        [keras.layers.Dense(units, activation="tanh", kernel_initializer=tf.constant_initializer(0.1))
         for units in hidden_units], name="hidden")(vectors)
    listed = keras.Sequential([
        keras.layers.Dense(4, activation="relu", kernel_initializer=tf.constant_initializer(0.1)),
        keras.layers.Dense(3, activation="relu", kernel_initializer=tf.constant_initializer(0.1))])(vectors)
    seen = keras.Sequential([
        keras.layers.Conv2D(3, [3, 3], padding="same", activation="relu",
                            kernel_initializer=tf.constant_initializer(0.1)) for _ in range(2)], name="conv1")(images)
    pairs = keras.Sequential([
        keras.layers.Conv2D(4, [3, 3], padding="same", activation="relu",
                            kernel_initializer=tf.constant_initializer(0.1)),
        keras.layers.Conv2D(2, [1, 1], padding="same", activation="relu",
                            kernel_initializer=tf.constant_initializer(0.1))])(images)
    return {"net": net, "listed": listed, "seen": seen, "pairs": pairs}
