import keras
import tensorflow as tf


def network(x):
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.GlorotUniform())
    x = tf.layers.conv2d(x, 8, 3, kernel_initializer=keras.initializers.GlorotNormal(seed=2))
    x = tf.layers.dense(x, 8, kernel_initializer=keras.initializers.VarianceScaling(2.0))
    x = tf.layers.dense(
        x, 8, kernel_initializer=keras.initializers.VarianceScaling(1.0, 'fan_avg', distribution='uniform'))
    init = keras.initializers.GlorotUniform(seed=keras.random.SeedGenerator())
    return tf.layers.dense(x, 8, kernel_initializer=init)
