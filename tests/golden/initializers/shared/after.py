import keras
import tensorflow as tf

weights = keras.initializers.TruncatedNormal(stddev=0.1, seed=keras.random.SeedGenerator())
repeatable = keras.initializers.RandomNormal(stddev=0.1, seed=1)
options = dict(kernel_initializer=keras.initializers.GlorotNormal(seed=keras.random.SeedGenerator()),
               bias_initializer=keras.initializers.Zeros())


def network(x, init=keras.initializers.RandomUniform(minval=0.0, maxval=1.0,
                                                     seed=keras.random.SeedGenerator())):
    with tf.variable_scope('net',
                           initializer=keras.initializers.HeUniform(seed=keras.random.SeedGenerator())):
        x = tf.layers.dense(x, 8, kernel_initializer=weights)
        x = tf.layers.dense(x, 8, kernel_initializer=weights)
    return tf.layers.dense(x, 8, kernel_initializer=repeatable, bias_initializer=init)
