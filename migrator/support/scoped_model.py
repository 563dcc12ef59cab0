"""A Keras model that trains, evaluates and asks the graph of a TF1 model_fn."""
import copy
import functools
import inspect

import keras
import tensorflow as tf

from migrator.support.hooks import Hooks, to_numpy
from migrator.support.mode_graph import ModeGraph, VariableStore
from migrator.support.named_checkpoints import NamedCheckpoints, restore_by_name


class ScopedModel(keras.Model):
    """Runs a model_fn that builds a graph and returns an `EstimatorSpec`, as `tf.estimator.Estimator` did.

    The variables have the names that TF1 gave them. They are made with the first graph that has them, and
    the graphs of other modes find them again.

    Args:
        model_fn: a function of features, and of labels, mode, params and config where it takes them.
        params: what it gets as `params`.
        config: what it gets as `config`, whose `tf_random_seed` is that of the graphs.

    Attributes:
        store: the `VariableStore`.
        graphs: the latest `ModeGraph` of each mode.
        hooks: its `Hooks`.
    """

    def __init__(self, model_fn, params=None, config=None):
        super().__init__()
        self.store = VariableStore()
        self.saved_variables = self.store.saved  # Here checkpoints find them.
        self.model_fn = model_fn
        self.run_config = config
        self.params_of = lambda mode: copy.deepcopy(params or {})  # Keras would make another dict of an attribute.
        self.graphs = {}
        self.hooks = {}
        self.compile(optimizer=None)
        self.built = True

    @property
    def global_step(self):
        return self.store["global_step"]

    @property
    def weights(self):
        return [*self.saved_variables.by_name.values()]

    variables = weights

    @property
    def trainable_weights(self):
        return [variable for variable in self.weights if variable.trainable]

    trainable_variables = trainable_weights

    @property
    def non_trainable_weights(self):
        return [variable for variable in self.weights if not variable.trainable]

    non_trainable_variables = non_trainable_weights

    def build_graph(self, mode, element_spec, hooks=()):
        """Builds the graph of a mode; variables that are new in it are made.

        Args:
            mode: "train", "eval" or "infer".
            element_spec: the type of a batch: features, or, unless it is to predict, a tuple of features and labels.
            hooks: what is to run around its steps beside the hooks of its spec.

        Raises:
            ValueError: the graph has variables that the model was not trained with, or it is to train and its saver
                gives variables names of none.
        """
        made = []

        def build(data):
            is_pair = mode != "infer" and isinstance(data, tuple) and len(data) == 2
            spec = self.call_model_fn(*(data if is_pair else (data, None)), mode)
            made.append(Hooks([*hooks, *hooks_of(spec, mode)]))
            return spec

        seed = self.run_config.tf_random_seed if self.run_config is not None else None
        graph = ModeGraph(build, element_spec, self.store, seed)
        if mode == "train" and set(graph.kept_as) != set(graph.kept_as.values()):
            raise ValueError("The saver of a training has to save variables under names of its own variables.")
        if graph.made and mode != "train" and "train" in self.graphs:
            raise ValueError(f"Key {graph.made[0]} not found in checkpoint.")
        self.graphs[mode] = graph
        self.hooks[mode], = made

    def call_model_fn(self, features, labels, mode):
        """Has the model_fn build its graph; returns its spec, with the loss among the metrics.

        Raises:
            ValueError: there are labels, and the model_fn takes none.
        """
        taken = inspect.signature(self.model_fn).parameters
        if labels is not None and "labels" not in taken:
            raise ValueError("model_fn does not take labels, but input_fn returns labels.")
        given = {"labels": labels, "mode": mode, "params": self.params_of(mode), "config": self.run_config}
        spec = self.model_fn(features=features, **{name: value for name, value in given.items() if name in taken})
        if hasattr(spec, "as_estimator_spec"):
            spec = spec.as_estimator_spec()
        if mode == "eval":
            metrics = {**(spec.eval_metric_ops or {}), "loss": tf.compat.v1.metrics.mean(spec.loss)}
            spec = spec._replace(eval_metric_ops=dict(sorted(metrics.items())))
        return spec

    def checkpoint_manager(self, directory, keep=None, keep_every_n_hours=None):
        """Returns what saves the model's checkpoints in a directory; see `NamedCheckpoints`."""
        return NamedCheckpoints(self.saved_variables.by_name, directory, keep, keep_every_n_hours)

    def restore(self, path):
        """Takes the weights, optimizer state and step of a checkpoint: one of TF1, or a converted one."""
        if tf.train.load_checkpoint(path).has_tensor("_CHECKPOINTABLE_OBJECT_GRAPH"):
            tf.train.Checkpoint(model=self).restore(path).assert_existing_objects_matched().expect_partial()
        else:
            restore_by_name(self.saved_variables.by_name, path)

    def run_step(self, mode, next_batch):
        """Runs a step on the batch that a function gives, and returns what its mode asks for."""
        if mode not in self.graphs:
            data = next_batch()
            self.build_graph(mode, tf.nest.map_structure(spec_of_batches, data))
            batches = iter([data])
            next_batch = functools.partial(next, batches)
        graph = self.graphs[mode]
        values = self.hooks[mode].run(graph, step_fetches(graph.ends, mode), next_batch)
        self.stop_training = self.stop_training or self.hooks[mode].stop_requested
        return values

    def export_outputs(self, features):
        """Returns the outputs of each signature of an export, for symbols of what is sent."""
        with tf.init_scope():
            self.build_graph("infer", tf.nest.map_structure(tf.type_spec_from_value, features))
        graph = self.graphs["infer"]
        return graph.run(graph.ends.export_outputs or {"serving_default": graph.ends.predictions}, features)

    # What Keras calls. It is given batches, not symbols of them: a graph of TF1 is no part of another graph.

    def make_train_function(self, force=False):
        self.train_function = lambda iterator: {"loss": self.run_step("train", lambda: next(iterator))["loss"]}

    def make_test_function(self, force=False):
        self.test_function = lambda iterator: self.run_step("eval", lambda: next(iterator)) and {}

    def make_predict_function(self, force=False):
        self.predict_function = lambda batches: self.run_step("infer", lambda: batches[0][0])

    def reset_metrics(self):
        """Gives the counters of metrics, and other local variables, the values that they started from."""
        for graph in self.graphs.values():
            self.store.reset(graph.local)

    def evaluate(self, x, return_dict=False, **kwargs):
        super().evaluate(x, **kwargs)
        graph = self.graphs["eval"]
        self.hooks["eval"].end()
        metrics = to_numpy(graph.run({name: value for name, (value, _) in graph.ends.eval_metric_ops.items()}))
        return metrics if return_dict else [*metrics.values()]

    def fit(self, x, **kwargs):
        history = super().fit(x, **kwargs)
        self.hooks["train"].end()
        return history


def spec_of_batches(batch):
    """Returns the type of batches like one, of whatever size."""
    spec = tf.type_spec_from_value(batch)
    return tf.TensorSpec([None, *spec.shape[1:]], spec.dtype) if isinstance(spec, tf.TensorSpec) and spec.shape.rank else spec


def step_fetches(spec, mode):
    """Returns what a step of a mode is to fetch."""
    if mode == "train":
        return {"train_op": spec.train_op, "loss": spec.loss}
    if mode == "eval":
        return [update for _, update in spec.eval_metric_ops.values()]
    return spec.predictions


def hooks_of(spec, mode):
    """Returns the hooks that a spec has for its mode."""
    fields = {"train": ["training_hooks", "training_chief_hooks"], "eval": ["evaluation_hooks"], "infer": ["prediction_hooks"]}
    return [hook for field in fields[mode] for hook in getattr(spec, field) or ()]
