import keras
import tensorflow as tf

from tf1_semantics import Momentum


def make(params):
  global_step = tf.train.get_global_step()
  rate = tf.train.piecewise_constant(global_step, [100, 200], [0.1, 0.01, 0.001])
  changing = Momentum(rate, momentum=0.9)
  constant = keras.optimizers.SGD(params["rate"], momentum=0.9)
  return changing, constant
