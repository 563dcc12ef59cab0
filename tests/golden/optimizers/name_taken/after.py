import tensorflow as tf
import tf1_semantics

from tf1_semantics import RMSProp


class Momentum(object):
    value = 0.9


optimizer = RMSProp(0.1)
optimizer = tf1_semantics.Momentum(tf.train.exponential_decay(0.1, step, 10, 0.9), Momentum.value)
