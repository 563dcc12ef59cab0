import numpy as np
import tensorflow as tf


class InitHook(tf.train.SessionRunHook):
    def __init__(self):
        self.initializer_func = None

    def after_create_session(self, session, coord):
        assert callable(self.initializer_func)
        self.initializer_func(session)


class InputFunction(object):

    def __init__(self, data, batch_size):
        self.data = np.asarray(data)
        self.batch_size = batch_size
        self.hook = InitHook()

    def build(self):
        data_placeholder = tf.placeholder(dtype=self.data.dtype, shape=self.data.shape)
        dataset = tf.data.Dataset.from_tensor_slices(data_placeholder).batch(self.batch_size)
        iterator = tf.data.make_initializable_iterator(dataset)
        feed_dict = {data_placeholder: self.data}
        self.hook.initializer_func = lambda s: s.run(iterator.initializer, feed_dict=feed_dict)
        return iterator.get_next()
