import tensorflow as tf
import keras

keras.utils.set_random_seed(1)
tf.random.set_seed(2)
