import keras
import numpy as np
import tensorflow as tf

rate = keras.optimizers.schedules.ExponentialDecay(0.1, 10, np.exp(-0.5))
tf.print(rate(3))
