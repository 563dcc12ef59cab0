"""`tf.contrib.learn.Experiment` and `learn_runner.run`."""
import os

from migrator.support.estimator import EvalSpec, TrainSpec


class Experiment:
    """`tf.contrib.learn.Experiment`: an `Estimator`, what it trains on and what it is evaluated on.

    Args:
        estimator: an `Estimator`.
        train_input_fn, eval_input_fn: the input functions.
        train_steps: the step to train up to; None trains until the data end.
        eval_steps: batches of an evaluation; None evaluates all.
        train_monitors, eval_hooks: callbacks.
        min_eval_frequency: whether checkpoints are evaluated while the model trains.
        export_strategies: an `Exporter` or a list of them, asked after the training.
        saving_listeners: each a `CheckpointSaverListener`.
    """

    def __init__(
        self, estimator, train_input_fn, eval_input_fn, train_steps=None, eval_steps=100, train_monitors=None,
        eval_hooks=None, min_eval_frequency=1, export_strategies=None, saving_listeners=None,
    ):
        self.estimator = estimator
        self.train_spec = TrainSpec(train_input_fn, train_steps, train_monitors or (), saving_listeners or ())
        self.eval_spec = EvalSpec(eval_input_fn, eval_steps, hooks=eval_hooks or (), start_delay_secs=0, throttle_secs=0)
        self.min_eval_frequency = min_eval_frequency
        self.exporters = export_strategies or []
        if not isinstance(self.exporters, (list, tuple)):
            self.exporters = [self.exporters]

    def train(self):
        """Trains; returns the estimator."""
        spec = self.train_spec
        return self.estimator.train(
            spec.input_fn, spec.hooks, max_steps=spec.max_steps, saving_listeners=spec.saving_listeners)

    def evaluate(self):
        """Returns the metrics of the latest checkpoint."""
        return self.estimator.evaluate(self.eval_spec.input_fn, self.eval_spec.steps, self.eval_spec.hooks)

    def train_and_evaluate(self):
        """Trains and evaluates; returns the last metrics and what the exporters gave."""
        if self.min_eval_frequency:
            result = self.estimator.train_and_evaluate(self.train_spec, self.eval_spec)
            if result is None:  # In a cluster an evaluator has the metrics.
                return None
            metrics, _ = result
        else:
            self.train()
            metrics = None
        metrics = metrics or self.evaluate()
        return metrics, [
            exporter.export(
                self.estimator,
                os.path.join(self.estimator.model_dir, "export", exporter.name),
                self.estimator.latest_checkpoint(),
                metrics,
                True,
            )
            for exporter in self.exporters
        ]

    local_run = train_and_evaluate


def run_experiment(experiment_fn, output_dir=None, schedule=None, run_config=None, hparams=None):
    """`learn_runner.run`: makes an `Experiment` and calls the method that `schedule` names, by default `train_and_evaluate`."""
    experiment = experiment_fn(output_dir) if run_config is None else experiment_fn(run_config, hparams)
    return getattr(experiment, schedule or "train_and_evaluate")()
