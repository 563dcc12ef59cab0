"""Builds the same graph under TF1 and under the support definitions, and tells what is in it."""
import inspect

import numpy as np
import tensorflow

from migrator.support.mode_graph import tf1_control_flow

DATA = {"vectors": (4, 6), "sequences": (2, 5, 4), "images": (2, 6, 6, 3), "volumes": (2, 4, 4, 4, 2)}


def contents(program, data):
    """Builds the graph of a program that sets `out`; returns its variables, losses, updates, gradients and values.

    Is sent to TF1 as source, so it uses nothing but its arguments, `tf` and `np`.
    """
    def valued(variable, index):
        size = int(np.prod(variable.shape.as_list()))
        values = np.sin(np.arange(size) * 1.3 + index)
        return np.float32(values * values if "variance" in variable.name else values).reshape(variable.shape.as_list())

    names = {name: tf.placeholder(tf.float32, (None,) + value.shape[1:]) for name, value in data.items()}
    given = dict(names, tf=tf, np=np, layers=layers)
    exec(program, given)
    outs = given["out"] if isinstance(given["out"], (list, tuple)) else [given["out"]]
    keys = tf.GraphKeys
    collections = [keys.GLOBAL_VARIABLES, keys.TRAINABLE_VARIABLES, keys.LOCAL_VARIABLES, keys.MODEL_VARIABLES]
    losses = tf.get_collection(keys.REGULARIZATION_LOSSES)
    updates = tf.get_collection(keys.UPDATE_OPS)
    trained = tf.trainable_variables()
    total = tf.add_n([tf.reduce_sum(tf.square(one)) for one in outs if one.dtype.base_dtype == tf.float32] + losses)
    gradients = [one for one in tf.gradients(total, trained) if one is not None]
    every = sorted(tf.global_variables(), key=lambda variable: variable.name)
    feed = {names[name]: value for name, value in data.items()}
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        for index, variable in enumerate(every):
            variable.load(valued(variable, index), session)
        values = session.run([outs, losses, [tf.convert_to_tensor(one) for one in gradients]], feed)
        for update in updates:  # One after the other: what runs together runs in any order.
            session.run(update, feed)
        moved = session.run(every)
    return {
        "variables": [[(variable.op.name, variable.shape.as_list()) for variable in tf.get_collection(key)]
                      for key in collections],
        "shapes": [one.shape.as_list() for one in outs],
        "losses": len(losses), "updates": len(updates),
        "values": [np.asarray(one) for part in values for one in part] + moved,
    }


def contents_in_tf1(reference, program, layers):
    """Returns what `contents` says of a program whose layers are those of TF1; `layers` names them there."""
    return reference.run(f"layers = {layers}\n{inspect.getsource(contents)}", program, arrays(program))


def arrays(program):
    random = np.random.RandomState(0)
    made = {name: np.float32(random.normal(size=shape)) for name, shape in DATA.items()}
    return {name: value for name, value in made.items() if name in program}


def contents_here(program, layers):
    """Returns what `contents` says of a program whose layers are those of a support module."""
    with tensorflow.Graph().as_default(), tf1_control_flow():
        namespace = {"tf": tensorflow.compat.v1, "np": np, "layers": layers}
        exec(inspect.getsource(contents), namespace)
        return namespace["contents"](program, arrays(program))


def assert_same(actual, expected):
    for key in ("variables", "shapes", "losses", "updates"):
        assert actual[key] == expected[key], key
    for left, right in zip(actual["values"], expected["values"], strict=True):
        np.testing.assert_allclose(left, right, rtol=2e-5, atol=2e-5)
