import tensorflow as tf


def exponential_decay(rate, step):
    return rate * 0.9 ** tf.cast(step, tf.float32)


rate = exponential_decay(0.1, step)
