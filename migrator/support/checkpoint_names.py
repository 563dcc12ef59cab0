"""What `tf.train` reads of checkpoints by the names that TF1 gave to variables, of those that an `Estimator` saved too."""
import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import trackable_object_graph_pb2

GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH"


def load_checkpoint(ckpt_dir_or_file):
    """Returns a reader of a checkpoint's values by their names, as `tf.train.load_checkpoint` does."""
    path = tf.train.latest_checkpoint(ckpt_dir_or_file) or ckpt_dir_or_file
    reader = tf.train.load_checkpoint(path)
    keys = keys_by_name(reader) if reader.has_tensor(GRAPH) else {}
    return NamedCheckpoint(reader, keys, int(path.rpartition("-")[2])) if keys else reader


def list_variables(ckpt_dir_or_file):
    """Returns the names and shapes of a checkpoint's variables, as `tf.train.list_variables` does."""
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())


def load_variable(ckpt_dir_or_file, name):
    """Returns the value of one of a checkpoint's variables, as `tf.train.load_variable` does."""
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


def keys_by_name(reader):
    """Returns under which keys a checkpoint has the variables that it was saved with names for, by these names."""
    graph = trackable_object_graph_pb2.TrackableObjectGraph.FromString(reader.get_tensor(GRAPH))
    named = [child.node_id for child in graph.nodes[0].children if child.local_name == "named"]
    return {
        child.local_name: graph.nodes[child.node_id].attributes[0].checkpoint_key
        for node in named for child in graph.nodes[node].children
    }


class NamedCheckpoint:
    """Reads a checkpoint that an `Estimator` saved: the variables of its model, and the step.

    Args:
        reader: the reader of the file.
        keys: the keys of the variables by their names.
        step: the step at which it was saved.
    """

    def __init__(self, reader, keys, step):
        self.reader = reader
        self.keys = keys
        self.step = np.int64(step)

    def has_tensor(self, name):
        return name == "global_step" or name in self.keys

    def get_tensor(self, name):
        if name == "global_step":
            return self.step
        if name not in self.keys:
            raise tf.errors.NotFoundError(None, None, f"Key {name} not found in checkpoint")
        return self.reader.get_tensor(self.keys[name])

    def get_variable_to_shape_map(self):
        shapes = self.reader.get_variable_to_shape_map()
        return {"global_step": [], **{name: shapes[key] for name, key in self.keys.items()}}

    def get_variable_to_dtype_map(self):
        types = self.reader.get_variable_to_dtype_map()
        return {"global_step": tf.int64, **{name: types[key] for name, key in self.keys.items()}}
