import keras
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(learning_rate=1e-3)
optimizer = tf.keras.optimizers.SGD(1.0, momentum=0.9)
optimizer = tf.keras.optimizers.SGD(learning_rate=0.1)
optimizer = keras.optimizers.Adagrad(0.1)
