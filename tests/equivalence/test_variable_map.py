"""The map of TF1's variables, judged by numbers: with TF1's values, the Keras model predicts what TF1 predicted."""
import sys
import textwrap
import types

import numpy as np
import pytest
import tensorflow as tf

from migrator import migrate_source
from migrator.equivalence.variable_map import TF1Variable, Unmatched, assign_all, map_variables
from migrator.support.bundle import support_source
from migrator.support.model_dir import create_variables
from migrator.variable_maps import from_json, to_json

HEAD = """
import numpy as np
import tensorflow as tf
"""
TAIL = """
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'output': net})
    loss = tf.reduce_mean(tf.square(net))
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
"""
PROGRAMS = {
    "counted": """
        def model_fn(features, labels, mode, params):
            net = tf.layers.dense(features, 4)
            with tf.variable_scope('inner'):
                net = tf.layers.dense(net, 4)
                net = tf.layers.dense(net, 4)
            net = tf.layers.dense(tf.layers.dense(net, 4), 4)
        """,
    "computed_scopes": """
        def level(x, units, index, prefix='level'):
            with tf.variable_scope('{}_{}'.format(prefix, index)):
                return tf.layers.dense(x, units, activation=tf.nn.tanh)

        def model_fn(features, labels, mode, params):
            net = features
            for index, units in enumerate(params['units']):
                net = level(net, units, index + 1)
            for index in reversed(range(3)):
                net = level(net, 4, index, prefix='last')
        """,
    "interleaved": """
        def model_fn(features, labels, mode, params):
            net = features
            for i in range(3):
                net = tf.layers.dense(net, 4, use_bias=False)
                net = tf.layers.batch_normalization(net)
                if i > 0:
                    net = net + tf.layers.dense(net, 4, use_bias=False)
        """,
    "unknown_rounds": """
        def model_fn(features, labels, mode, params):
            net = features
            for count in params['units'][0].counts:
                for _ in range(count):
                    net = tf.layers.dense(net, 4, use_bias=False, activation=tf.nn.tanh)
                net = tf.layers.dense(net, 4, use_bias=False)
        """,
    "unknown_names": """
        def model_fn(features, labels, mode, params):
            net = features
            for name in params['units'][0].names:
                with tf.variable_scope('in_' + name):
                    net = tf.layers.dense(net, 4, activation=tf.nn.tanh)
        """,
    "default_names": """
        def block(x):
            with tf.variable_scope(None, default_name='block'):
                x = tf.layers.dense(x, 4)
                return tf.layers.dense(x, 4)

        def model_fn(features, labels, mode, params):
            net = block(block(features))
            with tf.variable_scope('block_2'):
                net = tf.layers.dense(net, 4)
            net = block(net)
        """,
    "scope_again": """
        def model_fn(features, labels, mode, params):
            with tf.variable_scope('first') as scope:
                net = tf.layers.dense(features, 4)
            with tf.variable_scope('second'):
                net = tf.layers.dense(net, 4)
                with tf.variable_scope(scope):
                    net = tf.layers.dense(net, 4, name='late')
                net = tf.layers.dense(net, 4)
        """,
    "objects": """
        def model_fn(features, labels, mode, params):
            first = tf.layers.Dense(4, name='fc')
            second = tf.layers.Dense(4, name='fc')
            net = second(first(features))
            net = tf.layers.Dense(4)(net)
            net = tf.layers.dense(net, 4)
        """,
    "list_of_objects": """
        def model_fn(features, labels, mode, params):
            layers = [tf.layers.Dense(4, use_bias=False) for _ in range(2)]
            net = features
            for layer in layers:
                net = layer(net)
            net = tf.layers.dense(net, 4)
        """,
    "variables": """
        def weight(name, shape):
            return tf.get_variable(name, shape)

        def model_fn(features, labels, mode, params):
            with tf.variable_scope('linear'):
                w = weight('w', [4, 4])
                b = weight('b', [4])
            scale = tf.Variable(1.5, name='scale')
            net = (tf.matmul(features, w) + b) * scale
        """,
    "shared": """
        def tower(x, name='tower'):
            with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
                return tf.layers.dense(x, 4, name='fc')

        def model_fn(features, labels, mode, params):
            net = tower(features) + tower(2. * features) + tower(features, name='other')
            net = tf.layers.dense(net, 4)
        """,
    "optional": """
        def model_fn(features, labels, mode, params):
            net = features
            if len(params['units']) > 1:
                net = tf.layers.dense(net, 4)
            if params['units'][0] is None:
                net = tf.layers.dense(net, 4)
            net = tf.layers.dense(net, 4)
        """,
    "only_in_prediction": """
        def model_fn(features, labels, mode, params):
            net = tf.layers.dense(features, 4)
            if mode == tf.estimator.ModeKeys.TRAIN:
                net = tf.layers.dropout(net, 0.0, training=True)
            net = tf.layers.conv1d(tf.reshape(net, [-1, 4, 1]), 2, 3)
            net = tf.layers.separable_conv1d(net, 2, 2)
            net = tf.layers.dense(tf.layers.flatten(net), 4)
        """,
}
CONTRIB = {
    "contrib": """
        layers = tf.contrib.layers

        def model_fn(features, labels, mode, params):
            net = layers.fully_connected(features, 4)
            net = layers.batch_norm(net, is_training=False)
            net = layers.fully_connected(net, 4, scope='named')
            net = tf.reshape(net, [-1, 2, 2, 1])
            net = layers.conv2d(layers.conv2d(net, 2, 2), 2, 1)
            net = layers.separable_conv2d(net, 2, 2, 1)
            net = layers.fully_connected(layers.layer_norm(layers.flatten(net)), 4)
        """,
}


class Shape:
    """A hyperparameter that only the program understands."""

    counts = (1, 2)
    names = ("b", "a", "c")


PARAMS = {"unknown_rounds": {"units": [Shape()]}, "unknown_names": {"units": [Shape()]}}


ORIGINALS = {}  # What the programs did in TF1, once for all tests.


def source_of(program):
    return HEAD + textwrap.dedent(program).rstrip() + "\n" + TAIL


def run_original(source, features, params):
    """In TF1: gives all variables of training, with random values, and what the weights predict."""
    class Shape:
        counts, names = (1, 2), ("b", "a", "c")

    if params == "shape":
        params = {"units": [Shape()]}
    import sys
    sys.modules["tensorflow"] = tf
    namespace = {"__name__": "before"}
    exec(compile(source, "before.py", "exec"), namespace)
    random = np.random.RandomState(3)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.create_global_step()
        namespace["model_fn"](tf.constant(features), tf.constant(features), "train", params)
        values = []
        for variable in tf.global_variables():
            shape = variable.shape.as_list()
            value = 7 if variable.op.name == "global_step" else random.uniform(0.2, 1.0, shape)
            if "beta" in variable.op.name and variable.op.name.endswith("_power"):
                value = 0.9 ** 8 if "beta1" in variable.op.name else 0.999 ** 8
            values.append((variable.op.name, np.asarray(value, variable.dtype.base_dtype.as_numpy_dtype)))
    with tf.Graph().as_default(), tf.Session() as session:
        spec = namespace["model_fn"](tf.constant(features), None, "infer", params)
        known = dict(values)
        for variable in tf.global_variables():
            variable.load(known[variable.op.name], session)
        return values, session.run(spec.predictions["output"])


def built_model(source, features, params, monkeypatch, name):
    result = migrate_source(source.encode())
    assert result.variable_maps, result.forms
    support = types.ModuleType("tf1_semantics")
    exec(support_source(result.support), vars(support))
    monkeypatch.setitem(sys.modules, "tf1_semantics", support)
    module = types.ModuleType(f"after_{name}")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(result.after, vars(module))
    recorded = from_json(to_json(result.variable_maps))[0]
    model_class = vars(module)[recorded.class_name]
    model = model_class(params) if "params" in model_class.__init__.__code__.co_varnames else model_class()
    dataset = tf.data.Dataset.from_tensor_slices((features, features)).batch(4)
    create_variables(model, dataset.element_spec, training=True)
    return model, recorded


def compare(program, name, reference, monkeypatch, in_order, recorded_too=True):
    source = source_of(program)
    features = np.random.RandomState(1).normal(size=(4, 4)).astype(np.float32)
    params = PARAMS.get(name, {"units": [4, 4]})
    if name not in ORIGINALS:
        ORIGINALS[name] = reference.run(run_original, source, features, "shape" if name in PARAMS else params)
    values, expected = ORIGINALS[name]
    model, recorded = built_model(source, features, params, monkeypatch, name)
    variables = [TF1Variable(one, value.shape) for one, value in values]
    if not in_order:
        variables.sort(key=lambda one: one.name)
    mapped = map_variables(model, recorded if recorded_too else None, variables, in_order)
    known = dict(values)
    assert mapped.keys() == known.keys()
    assign_all(mapped, known.__getitem__)
    np.testing.assert_allclose(model.predict(features, verbose=0)["output"], expected, rtol=2e-5, atol=1e-5)
    for one in mapped.values():
        np.testing.assert_allclose(one.read(), known[one.name], rtol=1e-5, err_msg=one.name)
    return mapped


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_variable_is_where_tf1_had_it(name, tf215, monkeypatch):
    compare(PROGRAMS[name], name, tf215, monkeypatch, in_order=True)


@pytest.mark.parametrize("name", CONTRIB)
def test_variables_of_contrib(name, tf115, monkeypatch):
    compare(CONTRIB[name], name, tf115, monkeypatch, in_order=True)


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize("name", PROGRAMS)
def test_what_cannot_be_known_is_not_guessed(name, recorded, tf215, monkeypatch):
    """Without TF1's order, or without what was recorded, the map is right or there is none."""
    try:
        compare(PROGRAMS[name], name, tf215, monkeypatch, in_order=not recorded, recorded_too=recorded)
    except Unmatched as unmatched:
        assert unmatched.problems
