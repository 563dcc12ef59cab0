"""The families of TF1's API, with the examples of each, and the arrays that examples name."""
from __future__ import annotations

import numpy as np

from apis.examples import Example, contrib_layers, layers, losses, metrics, operations, recurrent, training

FAMILIES: dict[str, tuple[Example, ...]] = {
    "tf.layers": layers.LAYERS,
    "tf.contrib.layers": contrib_layers.CONTRIB_LAYERS,
    "tf.contrib.slim": contrib_layers.SLIM,
    "tf.losses": losses.LOSSES,
    "tf.contrib.losses": losses.CONTRIB_LOSSES,
    "Losses of tf.nn": losses.NN_LOSSES,
    "tf.metrics": metrics.METRICS,
    "tf.contrib.metrics": metrics.STREAMING + metrics.OF_BATCHES,
    "Optimizers": training.OPTIMIZERS + training.CONTRIB_OPTIMIZERS + training.OF_ESTIMATOR,
    "Learning rates": training.RATES,
    "Recurrent cells": recurrent.CELLS + recurrent.CONTRIB_CELLS,
    "Sequences": recurrent.RUNS + recurrent.CONTRIB_RUNS,
    "tf.contrib.crf": recurrent.CRF,
    "tf.contrib.seq2seq": recurrent.SEQ2SEQ,
    "Operations": operations.OPERATIONS,
    "tf.nn": operations.NN,
    "Strings": operations.STRINGS,
    "Sparse tensors": operations.SPARSE,
    "Tables": operations.TABLES,
    "Initializers": operations.INITIALIZERS + operations.INITIAL_VALUES,
    "Random values": operations.RANDOM,
    "tf.image": operations.IMAGES,
}


def arrays(seed: int = 1) -> dict[str, np.ndarray]:
    """The arrays that examples name.

    Args:
        seed: which of many such sets.
    """
    random = np.random.RandomState(seed)
    shapes = {"vectors": (4, 6), "sequences": (2, 5, 4), "images": (2, 6, 6, 3), "volumes": (2, 4, 4, 4, 2), "logits": (4, 3)}
    made = {name: np.float32(random.normal(size=shape)) for name, shape in shapes.items()}
    scores = np.exp(made["logits"])
    made["probabilities"] = scores / scores.sum(axis=1, keepdims=True)
    made["weights"] = np.float32(random.choice([0.5, 1, 2], size=4))
    made["labels"] = np.int32(random.randint(3, size=4))
    made["one_hot"] = np.eye(3, dtype=np.float32)[made["labels"]]
    made["binary"] = np.float32(random.randint(2, size=(4, 3)))
    made["ids"] = np.int32(random.randint(7, size=(4, 5)))
    return made
