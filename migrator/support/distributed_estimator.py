"""The Estimator's protocol where a distribution strategy trains."""
import tensorflow as tf

from migrator.support.cluster import SHARED_STRATEGY
from migrator.support.estimator import Estimator, RunConfig
from migrator.support.train_and_evaluate import train_and_evaluate


def multi_worker_strategy(*args, **kwargs):
    """The strategy of the processes that TF_CONFIG has train together; alone, that of the machine's devices."""
    return SHARED_STRATEGY or tf.distribute.MirroredStrategy()


class DistributedEstimator(Estimator):
    """An `Estimator` whose `RunConfig` may have a strategy to train under (`train_distribute`).

    As with `tf.estimator.Estimator` each replica takes batches of its own from the input function. Evaluations, predictions and
    exports are made on one device, by a second model that is restored from the checkpoints.

    Args:
        make_model: a function that makes the compiled model.
        model_dir, config, params, batch_sizes, variable_names: see `Estimator`.
    """

    def __init__(self, make_model, model_dir=None, config=None, **kwargs):
        config = config or RunConfig()
        alone = config.replace(train_distribute=None)
        strategy = config.train_distribute or tf.distribute.get_strategy()
        with strategy.scope():
            self.trainer = Estimator(make_model(), model_dir, alone, **kwargs)
        super().__init__(make_model(), self.trainer.model_dir, alone, **kwargs)
        self.config = self.trainer.config.replace(train_distribute=config.train_distribute)

    def train(self, input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None):
        self.trainer.train(input_fn, hooks, steps, max_steps, saving_listeners)
        self.checkpoints.restored = False
        return self

    def train_and_evaluate(self, train_spec, eval_spec):
        train_callbacks = [*self.log_steps(), *(train_spec.hooks or [])]
        self.trainer.set_steps_at_once([*train_callbacks, *(eval_spec.hooks or [])])
        self.trainer.checkpoints.listen(train_spec.saving_listeners)

        def train_input_fn():
            dataset = self.dataset(train_spec.input_fn, "train")
            self.trainer.warm_start(dataset)
            return dataset

        return train_and_evaluate(
            self.model,
            train_input_fn,
            lambda: self.dataset(eval_spec.input_fn, "eval"),
            train_spec.max_steps,
            eval_spec.steps,
            eval_spec.throttle_secs,
            self.checkpoints,
            callbacks=train_callbacks,
            eval_callbacks=eval_spec.hooks or [],
            exporters=eval_spec.exporters,
            estimator=self,
            on_evaluation=lambda metrics: self.record(metrics, eval_spec.name),
            start_delay_secs=eval_spec.start_delay_secs,
            trainer=self.trainer,
        )

    def variables(self):
        return self.trainer.variables()
