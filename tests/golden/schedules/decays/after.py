import keras
import tensorflow as tf

from tf1_semantics import LinearCosineDecay, NoisyLinearCosineDecay


def rates(params):
    global_step = tf.train.get_global_step()
    return [
        keras.optimizers.schedules.ExponentialDecay(params["lr"], 100, 0.9, True),
        keras.optimizers.schedules.ExponentialDecay(
            initial_learning_rate=0.1, decay_steps=100, decay_rate=0.96, staircase=True),
        keras.optimizers.schedules.InverseTimeDecay(0.1, 100, 0.5),
        keras.optimizers.schedules.PolynomialDecay(0.1, params["steps"], end_learning_rate=0.0, power=0.5),
        keras.optimizers.schedules.CosineDecay(0.1, 1000, alpha=0.01),
        keras.optimizers.schedules.CosineDecayRestarts(0.1, 100, m_mul=0.5),
        LinearCosineDecay(0.1, 1000),
        NoisyLinearCosineDecay(0.1, 1000, alpha=0.5),
    ]
