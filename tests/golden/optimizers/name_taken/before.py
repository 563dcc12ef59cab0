import tensorflow as tf


class Momentum(object):
    value = 0.9


optimizer = tf.train.RMSPropOptimizer(0.1)
optimizer = tf.train.MomentumOptimizer(tf.train.exponential_decay(0.1, step, 10, 0.9), Momentum.value)
