"""A checkpoint that an Estimator wrote."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow.core.framework import variable_pb2

from migrator.equivalence.matching import TF1Variable

_OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH"  # What Keras and TF2 write has this.


class NoCheckpoint(Exception):
    """There is no checkpoint of TF1: says what is there."""


@dataclass(frozen=True, eq=False)
class TF1Checkpoint:
    """A checkpoint, open.

    Attributes:
        path: its path without an extension.
        variables: its variables, in the order in which TF1 made them where that is known.
        in_order: whether it is.
        reader: gives their values.
    """

    path: str
    variables: tuple[TF1Variable, ...]
    in_order: bool
    reader: object

    def value(self, name: str) -> np.ndarray:
        """Gives the value of a variable."""
        return self.reader.get_tensor(name)


def open_checkpoint(where: str) -> TF1Checkpoint:
    """Opens a checkpoint.

    Args:
        where: a model_dir, of which the latest checkpoint is meant, or the path of a checkpoint without extension.

    Raises:
        NoCheckpoint: there is none, or it is none of TF1's.
    """
    path = tf.train.latest_checkpoint(where) if Path(where).is_dir() else where
    if path is None:
        raise NoCheckpoint(f"{where} holds no checkpoint: a file named checkpoint says which is the latest")
    try:
        reader = tf.train.load_checkpoint(path)
    except (ValueError, tf.errors.OpError) as error:
        raise NoCheckpoint(f"{path} can't be read as a checkpoint: {error}") from None
    if reader.has_tensor(_OBJECTS):
        raise NoCheckpoint(f"{path} was written by Keras or TF2, not by an Estimator")
    shapes = reader.get_variable_to_shape_map()
    made = _names_in_order(Path(f"{path}.meta"))
    in_order = set(shapes) <= set(made)
    names = [name for name in made if name in shapes] if in_order else sorted(shapes)
    return TF1Checkpoint(path, tuple(TF1Variable(name, tuple(shapes[name])) for name in names), in_order, reader)


def _names_in_order(meta: Path) -> list[str]:
    """The names of the graph's variables in the order in which they were made, which the .meta file tells."""
    if not meta.exists():
        return []
    graph = tf.compat.v1.MetaGraphDef()
    graph.ParseFromString(meta.read_bytes())
    names = []
    for data in graph.collection_def["variables"].bytes_list.value:
        variable = variable_pb2.VariableDef.FromString(data)
        sliced = variable.save_slice_info_def.full_name
        names.append(sliced or variable.variable_name.removesuffix(":0"))
    return list(dict.fromkeys(names))
