"""What an Estimator logged while it trained."""
import time

import keras
import numpy as np
from absl import logging

from migrator.support.steps import trained_steps


class LogSteps(keras.callbacks.Callback):
    """Logs values that `train_step` returns, as the Estimator and `tf.train.LoggingTensorHook` did.

    Logs the first step of a training, then every so many steps.

    Args:
        every: steps between two logs.
        names: names of values that `train_step` returns; None logs `loss` and the step.
    """

    def __init__(self, every=100, names=None):
        super().__init__()
        self.every = every
        self.names = names

    def on_train_begin(self, logs=None):
        self.next_step = None

    def on_train_batch_end(self, batch, logs=None):
        step = trained_steps(self.model)
        if self.next_step is not None and step < self.next_step:
            return
        values = {name: np.asarray(logs[name]) for name in self.names or ["loss"]}
        if self.names is None:
            values["step"] = step
        text = ", ".join(f"{name} = {value}" for name, value in values.items())
        if self.next_step is not None:
            text += f" ({time.time() - self.logged:.3f} sec)"
        logging.info(text)
        self.next_step, self.logged = step + self.every, time.time()
