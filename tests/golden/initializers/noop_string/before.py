import tensorflow as tf

layer = tf.keras.layers.Dense(3, kernel_initializer='zeros')  # not tf.zeros_initializer()
