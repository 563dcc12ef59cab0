"""Evaluation of a model while it trains, without a checkpoint."""
import math

import keras

from migrator.support.steps import trained_steps
from migrator.support.train_and_evaluate import evaluation


class InMemoryEvaluator(keras.callbacks.Callback):
    """`tf.estimator.experimental.InMemoryEvaluatorHook`: evaluates before the first step, every so many steps, and at the end.

    Args:
        estimator: the `Estimator` that trains.
        input_fn: gives the data.
        steps: batches of an evaluation; None evaluates all.
        hooks: callbacks of the evaluations.
        name: tells apart evaluations on different data.
        every_n_iter: steps between two evaluations.

    Raises:
        ValueError: `every_n_iter` is not positive.
    """

    def __init__(self, estimator, input_fn, steps=None, hooks=None, name=None, every_n_iter=100):
        super().__init__()
        if every_n_iter is None or every_n_iter <= 0:
            raise ValueError(f"invalid every_n_iter={every_n_iter}.")
        self.estimator = estimator
        self.input_fn = input_fn
        self.steps = steps
        self.hooks = hooks
        self.name = name
        self.every_n_iter = every_n_iter

    def on_train_begin(self, logs=None):
        self.iterations = 0
        self.evaluate()

    def on_train_batch_end(self, batch, logs=None):
        self.iterations += 1
        if self.iterations % self.every_n_iter == 0:
            self.evaluate()

    def on_train_end(self, logs=None):
        self.evaluate()

    def evaluate(self):
        dataset = self.estimator.dataset(self.input_fn, "eval", self.hooks)
        self.estimator.checkpoints.restore(self.model, dataset)
        if self.steps is not None:
            dataset = dataset.take(math.ceil(self.steps))
        stops = self.model.stop_training
        callbacks = self.estimator.callbacks(self.hooks)
        logs = self.model.evaluate(dataset, callbacks=callbacks, return_dict=True, verbose=0)
        self.model.stop_training = stops
        self.estimator.record(evaluation(logs, trained_steps(self.model)), self.name)
