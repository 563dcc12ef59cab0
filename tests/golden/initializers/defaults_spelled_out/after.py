import keras
import tensorflow as tf


def network(x):
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.RandomUniform(minval=0.0, maxval=1.0))
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.RandomUniform(-0.1, 0.1))
    x = tf.layers.dense(
        x, 8, kernel_initializer=keras.initializers.RandomUniform(minval=0.0, maxval=2.0, seed=1))
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.RandomUniform(-1, 1.0))
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.RandomNormal(stddev=1.0))
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.RandomNormal(0.0, 0.02))
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.RandomNormal(mean=0.1, stddev=1.0))
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.TruncatedNormal(stddev=0.1))
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.TruncatedNormal(stddev=1.0))
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.VarianceScaling(2.0, mode='fan_out'))
    x = tf.layers.dense(
        x, 8, kernel_initializer=keras.initializers.VarianceScaling(1.43 ** 2, distribution='uniform'))
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.GlorotUniform())
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.HeNormal(seed=3))
    return tf.layers.dense(x, 8, kernel_initializer=keras.initializers.Orthogonal(gain=0.5))
