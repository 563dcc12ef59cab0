import tensorflow as tf


class truncated_normal_initializer:
    pass


init = truncated_normal_initializer(stddev=0.1), tf.float32
