import keras
import numpy as np
import tensorflow as tf

global_step = tf.train.get_global_step()
a = keras.optimizers.schedules.ExponentialDecay(0.1, 10, np.exp(-0.5))
b = keras.optimizers.schedules.ExponentialDecay(
    0.1, 10, decay_rate=np.exp(-(k + 1)), staircase=True)
c = keras.optimizers.schedules.ExponentialDecay(0.1, 10, np.exp(-k))
