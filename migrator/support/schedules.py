"""Learning-rate schedules that Keras lacks."""
import math

import keras
import tensorflow as tf


class LinearCosineDecay(keras.optimizers.schedules.LearningRateSchedule):
    """`tf.train.linear_cosine_decay`: a cosine that a line damps, for t = min(step, decay_steps).

    linear = (decay_steps - t) / decay_steps
    cosine = (1 + cos(2 * pi * num_periods * t / decay_steps)) / 2
    learning_rate = initial_learning_rate * ((alpha + linear) * cosine + beta)
    """

    def __init__(self, initial_learning_rate, decay_steps, num_periods=0.5, alpha=0.0, beta=0.001):
        super().__init__()
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.num_periods = num_periods
        self.alpha = alpha
        self.beta = beta

    def __call__(self, step):
        done = tf.minimum(tf.cast(step, tf.float32), self.decay_steps) / self.decay_steps
        cosine = 0.5 * (1 + tf.cos(2 * math.pi * self.num_periods * done))
        return self.initial_learning_rate * ((self.alpha + 1 - done + self.noise(step)) * cosine + self.beta)

    def noise(self, step):
        return 0.0

    def get_config(self):
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "num_periods": self.num_periods,
            "alpha": self.alpha,
            "beta": self.beta,
        }


class NoisyLinearCosineDecay(LinearCosineDecay):
    """`tf.train.noisy_linear_cosine_decay`: noise is added to the line.

    The noise at t = min(step, decay_steps) is normal with mean 0 and variance
    initial_variance / (1 + t) ** variance_decay.
    """

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        initial_variance=1.0,
        variance_decay=0.55,
        num_periods=0.5,
        alpha=0.0,
        beta=0.001,
    ):
        super().__init__(initial_learning_rate, decay_steps, num_periods, alpha, beta)
        self.initial_variance = initial_variance
        self.variance_decay = variance_decay

    def noise(self, step):
        steps = tf.minimum(tf.cast(step, tf.float32), self.decay_steps)
        variance = self.initial_variance / (1 + steps) ** self.variance_decay
        return tf.random.normal([], stddev=tf.sqrt(variance))

    def get_config(self):
        return {
            **super().get_config(),
            "initial_variance": self.initial_variance,
            "variance_decay": self.variance_decay,
        }
