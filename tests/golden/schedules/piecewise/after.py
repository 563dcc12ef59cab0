import keras
import tensorflow as tf

step = tf.train.get_or_create_global_step()
a = keras.optimizers.schedules.PiecewiseConstantDecay([100, 200], [1.0, 0.5, 0.0])
b = keras.optimizers.schedules.PiecewiseConstantDecay(boundaries=boundaries, values=values)
c = keras.optimizers.schedules.PiecewiseConstantDecay(
    boundaries=[100],  # half way
    values=[1e-2, 1e-3])
