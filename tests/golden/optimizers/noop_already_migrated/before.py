import keras
import tensorflow as tf

from tf1_semantics import Momentum

optimizer = keras.optimizers.Adam(1e-3, epsilon=1e-8)
optimizer = Momentum(tf.constant(0.1), 0.9)
