"""Checkpoints that have their variables under the names that TF1 gave them."""
import os

import tensorflow as tf


class NamedCheckpoints:
    """Saves variables by their names, as the Estimator did, so that who read its checkpoints by names reads these.

    Args:
        variables: the variables by name; a dict that may grow between two checkpoints.
        directory: where the checkpoints are.
        keep: how many to keep, or None for all.
        keep_every_n_hours: keeps one of those that would go every so many hours.
    """

    def __init__(self, variables, directory, keep=None, keep_every_n_hours=None):
        self.variables = variables
        self.directory = directory
        self.options = {"max_to_keep": keep, "keep_checkpoint_every_n_hours": keep_every_n_hours or 10000}
        self.saver = None
        self.saved = set()

    def save(self, checkpoint_number):
        """Saves the checkpoint of a step."""
        if self.saved != set(self.variables):
            os.makedirs(self.directory, exist_ok=True)
            self.saver = tf.compat.v1.train.Saver(dict(self.variables), **self.options)
            self.saved = set(self.variables)
            state = tf.train.get_checkpoint_state(self.directory)
            if state is not None:
                self.saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
        self.saver.save(None, os.path.join(self.directory, "model.ckpt"), checkpoint_number)


def restore_by_name(variables, path):
    """Gives variables the values that they have in a checkpoint, by their names.

    Raises:
        ValueError: the checkpoint has no value for one of them.
    """
    reader = tf.train.load_checkpoint(path)
    missing = [name for name in variables if not reader.has_tensor(name)]
    if missing:
        raise ValueError(f"{', '.join(missing)} not found in checkpoint {path}")
    for name, variable in variables.items():
        variable.assign(reader.get_tensor(name))
