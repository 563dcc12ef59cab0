import keras
import tensorflow as tf

x = tf.keras.layers.Dense(8, kernel_initializer=keras.initializers.RandomNormal(stddev=0.1),
                          bias_initializer=tf.keras.initializers.Zeros())(x)
y = tf.keras.layers.Dense(8, bias_initializer=tf.keras.initializers.Ones())(x)
