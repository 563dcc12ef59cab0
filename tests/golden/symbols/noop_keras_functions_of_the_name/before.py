import tensorflow as tf
import keras

y = keras.ops.where(mask, x, y)
z = keras.ops.log(keras.ops.sum(x, keepdims=True))
