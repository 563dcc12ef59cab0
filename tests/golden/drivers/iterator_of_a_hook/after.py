import keras
import numpy as np
import tensorflow as tf


class InitHook(keras.callbacks.Callback):
    def __init__(self):
        self.initializer_func = None


class InputFunction(object):

    def __init__(self, data, batch_size):
        self.data = np.asarray(data)
        self.batch_size = batch_size
        self.hook = InitHook()

    def build(self):
        data_placeholder = self.data
        dataset = tf.data.Dataset.from_tensor_slices(data_placeholder).batch(self.batch_size)
        return dataset
