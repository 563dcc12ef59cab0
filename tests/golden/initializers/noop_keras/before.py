import keras
import tensorflow as tf

a = keras.initializers.RandomNormal()
b = tf.keras.initializers.he_normal()
c = keras.initializers.Constant(0.1)
