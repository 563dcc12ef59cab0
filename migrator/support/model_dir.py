"""The Estimator's model_dir for a Keras model: checkpoints while it trains, and resuming from them."""
import inspect
import math
import tempfile
import time

import keras
import tensorflow as tf

from migrator.support.cluster import saves
from migrator.support.replicas import on_any_replica
from migrator.support.steps import trained_steps


class ModelDir(keras.callbacks.Callback):
    """Gives a model the Estimator's model_dir, as a callback of `fit`, `evaluate` and `predict`.

    Before its first use the model takes the weights, optimizer state and step of the latest
    checkpoint in the directory. Training saves checkpoints named `model.ckpt-STEP` where it
    starts, every so often, and where it ends.

    Args:
        directory: the model_dir; None makes a temporary one.
        save_steps: steps between two checkpoints.
        save_secs: seconds between two checkpoints, where `save_steps` is None.
        keep: how many checkpoints to keep.
        keep_every_n_hours: keeps one of those that would go every so many hours.
        on_save: called with the step after each checkpoint that follows a step.
    """

    def __init__(self, directory=None, save_steps=None, save_secs=600, keep=5, on_save=None, keep_every_n_hours=None):
        super().__init__()
        self.directory = str(directory or tempfile.mkdtemp())
        self.save_steps = save_steps
        self.save_secs = save_secs
        self.keep = keep
        self.on_save = on_save
        self.keep_every_n_hours = keep_every_n_hours
        self.manager = None
        self.restored = False  # Whether the model has the checkpoint's weights, and with
        self.resumed = False  # this the optimizer's state.
        self.saved_step = None
        self.postponed = None
        self.listeners = []
        self.named = None  # Gives the variables by other names, under which `load_checkpoint` is to find them.

    @property
    def latest_checkpoint(self):
        """Path of the latest checkpoint in the directory, or None."""
        return tf.train.latest_checkpoint(self.directory)

    @property
    def global_step(self):
        """Step of the latest checkpoint in the directory, or 0."""
        return int(self.latest_checkpoint.rpartition("-")[2]) if self.latest_checkpoint else 0

    def steps_until(self, max_steps):
        """Returns how many steps are left to train, for `dataset.take`."""
        return max(0, math.ceil(max_steps) - self.global_step)

    def restore(self, model, dataset):
        """Builds a model for the elements of a dataset and restores it, if that is still to do."""
        self.set_model(model)
        if not self.restored:
            create_variables(model, dataset.element_spec)
            self.restore_from(self.latest_checkpoint)

    def restore_from(self, path):
        """Restores a checkpoint, unless `path` is None, into the model, which must be built."""
        if hasattr(self.model, "graphs"):  # A ScopedModel.
            if path:
                self.model.restore(path)
            self.restored = True
            return
        # A checkpoint does not look for layers in the lists of a Keras model.
        self.manager.checkpoint.weights = tuple(self.model.weights)
        if path:
            if not tf.train.load_checkpoint(path).has_tensor("_CHECKPOINTABLE_OBJECT_GRAPH"):
                raise ValueError(f"{path} was written by TF1: convert it with `migrator convert-checkpoint`")
            # A checkpoint of TF1 holds no learning rate: it is the one that the model is made with now.
            rates = [(rate, float(rate.numpy())) for rate in learning_rates(self.model)]
            status = self.manager.checkpoint.restore(path).assert_existing_objects_matched()
            status.expect_partial()  # Who only evaluates has no use for the optimizer's state.
            for rate, value in rates:
                rate.assign(value)
        self.restored = True

    def set_model(self, model):
        if self.manager is None or self.model is not model:
            directory = self.directory if saves() else tempfile.mkdtemp()
            if hasattr(model, "graphs"):  # A ScopedModel, which saves under TF1's names.
                self.manager = model.checkpoint_manager(directory, self.keep or None, self.keep_every_n_hours)
            else:
                self.manager = tf.train.CheckpointManager(
                    tf.train.Checkpoint(model=model),
                    directory,
                    max_to_keep=self.keep or None,
                    keep_checkpoint_every_n_hours=self.keep_every_n_hours,
                    checkpoint_name="model.ckpt",
                )
            self.restored = self.resumed = False
            self.saved_step = None
        super().set_model(model)

    def listen(self, listeners):
        """Has each `CheckpointSaverListener` told of the checkpoints of the next training, none of other ones."""
        self.listeners = list(listeners or ())
        for listener in self.listeners:
            listener.begin()

    def on_train_begin(self, logs=None):
        # What was restored to evaluate lacks the state of the optimizer.
        if self.resumed:
            self.save_first()
        else:
            self.restore_before("train_function")

    def begin(self):
        self.resumed = True
        if self.latest_checkpoint:
            self.saved_step, self.saved_time = self.global_step, time.time()

    def on_train_batch_end(self, batch, logs=None):
        if self.save_steps:
            due = trained_steps(self.model) >= self.saved_step + self.save_steps
        else:
            due = bool(self.save_secs) and time.time() >= self.saved_time + self.save_secs
            due = on_any_replica(self.model.distribute_strategy, due)  # All take part in saving.
        if due:
            self.save()
            self.report()

    def on_train_end(self, logs=None):
        if self.give_up_restoring():
            return
        if trained_steps(self.model) != self.saved_step:
            self.save()
            self.report()
        for listener in self.listeners:
            listener.end(None, self.saved_step)

    def on_test_begin(self, logs=None):
        if not self.restored:
            self.restore_before("test_function")

    def on_test_end(self, logs=None):
        self.give_up_restoring()

    def on_predict_begin(self, logs=None):
        if not self.restored:
            self.restore_before("predict_function")

    def on_predict_end(self, logs=None):
        self.give_up_restoring()

    def save_first(self):
        """Saves the checkpoint of the first step, of which listeners are told even where it is there already."""
        if self.listeners or trained_steps(self.model) != self.saved_step:
            self.save()

    def save(self):
        step = trained_steps(self.model)
        for listener in self.listeners:
            listener.before_save(None, step)
        if step != self.saved_step:
            checkpoint = getattr(self.manager, "checkpoint", None)  # A ScopedModel saves its names in another way.
            if self.named is not None and checkpoint is not None:
                checkpoint.named = self.named()
                self.manager.save(checkpoint_number=step)
                checkpoint.named = None  # What is restored may lack it.
            else:
                self.manager.save(checkpoint_number=step)
        self.saved_step, self.saved_time = step, time.time()
        if any([listener.after_save(None, step) for listener in self.listeners]):
            self.model.stop_training = True

    def report(self):
        if self.on_save:
            self.on_save(self.saved_step)

    def restore_before(self, name):
        """Makes the first call of one of the model's functions restore the model.

        Before that call nothing is known of the data, which the variables' shapes depend on.
        """
        function = getattr(self.model, name)

        def first_call(data):
            self.give_up_restoring()
            training = name == "train_function"
            if hasattr(data, "element_spec"):
                create_variables(self.model, data.element_spec, training)
            else:  # `predict` passes a list of batches.
                create_variables(self.model, tf.nest.map_structure(tf.type_spec_from_value, data[0]))
            self.restore_from(self.latest_checkpoint)
            if training:
                self.begin()
                self.save_first()
            return function(data)

        self.postponed = name, function
        setattr(self.model, name, first_call)

    def give_up_restoring(self):
        """Puts back a function that `restore_before` replaced; returns whether there was one."""
        if self.postponed is None:
            return False
        setattr(self.model, *self.postponed)
        self.postponed = None
        return True


def learning_rates(model):
    """Returns the variables that hold the learning rates of a model's optimizers, but for those with a schedule."""
    optimizers = [value for value in vars(model).values() if isinstance(value, keras.optimizers.Optimizer)]
    return [one.learning_rate for one in optimizers if isinstance(one.learning_rate, keras.Variable)]


def create_variables(model, element_spec, training=False):
    """Creates the variables that a model needs for data of a type, and those to train it."""
    if hasattr(model, "graphs"):  # A ScopedModel has them with its graphs.
        if not model.graphs:
            model.build_graph("infer", keras.utils.unpack_x_y_sample_weight(element_spec)[0])
        return
    features, _, _ = keras.utils.unpack_x_y_sample_weight(element_spec)
    if tf.distribute.has_strategy() or model.distribute_strategy.num_replicas_in_sync == 1:
        create_all_variables(model, features, element_spec, training)
        return
    with model.distribute_strategy.scope():
        create_all_variables(model, features, element_spec, training)


def create_all_variables(model, features, element_spec, training):
    """Creates the variables of a model under the strategy that there is."""
    if "labels" not in inspect.signature(model.call).parameters:
        tf.function(lambda features: model(features), autograph=False).get_concrete_function(features)
    elif isinstance(element_spec, tuple) and len(element_spec) > 1:
        tf.function(lambda *data: model(*data), autograph=False).get_concrete_function(features, element_spec[1])
    else:  # To predict takes no labels, and not all of the model.
        tf.function(model.predict_step, autograph=False).get_concrete_function(element_spec)
    if training and hasattr(model, "global_step"):  # It has optimizers of its own.
        tf.function(model.train_step, autograph=False).get_concrete_function(element_spec)
    elif training:
        model.optimizer.build(model.trainable_variables)
