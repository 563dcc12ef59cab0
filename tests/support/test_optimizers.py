"""Each optimizer against the one of TF1 that it stands for, step by step."""
import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from migrator.support import optimizers, sign_optimizers
from support import few_examples

CASES = {
    "momentum": ("Momentum", {"momentum": 0.9}, "train.MomentumOptimizer", {"momentum": 0.9}),
    "nesterov": (
        "Momentum", {"momentum": 0.8, "nesterov": True},
        "train.MomentumOptimizer", {"momentum": 0.8, "use_nesterov": True},
    ),
    "rmsprop": ("RMSProp", {}, "train.RMSPropOptimizer", {}),
    "rmsprop_momentum": (
        "RMSProp", {"decay": 0.8, "momentum": 0.5, "epsilon": 1e-3},
        "train.RMSPropOptimizer", {"decay": 0.8, "momentum": 0.5, "epsilon": 1e-3},
    ),
    "rmsprop_centered": (
        "RMSProp", {"centered": True, "momentum": 0.5}, "train.RMSPropOptimizer", {"centered": True, "momentum": 0.5},
    ),
    "adagrad": ("Adagrad", {}, "train.AdagradOptimizer", {}),
    "adagrad_small": (
        "Adagrad", {"initial_accumulator_value": 1e-3}, "train.AdagradOptimizer", {"initial_accumulator_value": 1e-3},
    ),
    "adadelta": ("Adadelta", {}, "train.AdadeltaOptimizer", {}),
    "ftrl": ("Ftrl", {}, "train.FtrlOptimizer", {}),
    "ftrl_all": (
        "Ftrl",
        options := {
            "learning_rate_power": -0.3, "initial_accumulator_value": 0.2, "l1_regularization_strength": 0.1,
            "l2_regularization_strength": 0.2, "l2_shrinkage_regularization_strength": 0.05,
        },
        "train.FtrlOptimizer", options,
    ),
    "adam": ("Adam", {}, "train.AdamOptimizer", {}),
    "adam_all": (
        "Adam", {"beta_1": 0.7, "beta_2": 0.9, "epsilon": 0.1},
        "train.AdamOptimizer", {"beta1": 0.7, "beta2": 0.9, "epsilon": 0.1},
    ),
    "proximal": (
        "ProximalGradientDescent", options := {"l1_regularization_strength": 0.1, "l2_regularization_strength": 0.2},
        "train.ProximalGradientDescentOptimizer", options,
    ),
    "proximal_adagrad": ("ProximalAdagrad", options, "train.ProximalAdagradOptimizer", options),
    "lazy_adam": ("LazyAdam", {"beta_1": 0.8}, "contrib.opt.LazyAdamOptimizer", {"beta1": 0.8}),
    "nadam": ("Nadam", {"epsilon": 1e-4}, "contrib.opt.NadamOptimizer", {"epsilon": 1e-4}),
    "adamax": ("AdaMax", {"beta_2": 0.9}, "contrib.opt.AdaMaxOptimizer", {"beta2": 0.9}),
    "momentumw": (
        "MomentumW", {"weight_decay": 0.01, "momentum": 0.8, "nesterov": True},
        "contrib.opt.MomentumWOptimizer", {"weight_decay": 0.01, "momentum": 0.8, "use_nesterov": True},
    ),
    "lars": ("LARS", {}, "contrib.opt.LARSOptimizer", {}),
    "lars_all": (
        "LARS",
        {"momentum": 0.5, "weight_decay": 0.1, "eeta": 0.3, "epsilon": 1e-3, "nesterov": True},
        "contrib.opt.LARSOptimizer",
        {"momentum": 0.5, "weight_decay": 0.1, "eeta": 0.3, "epsilon": 1e-3, "use_nesterov": True},
    ),
    "adagrad_da": ("AdagradDA", {}, "train.AdagradDAOptimizer", {}),
    "adagrad_da_all": (
        "AdagradDA",
        options := {
            "initial_gradient_squared_accumulator_value": 0.3, "l1_regularization_strength": 0.1,
            "l2_regularization_strength": 0.2,
        },
        "train.AdagradDAOptimizer", options,
    ),
    "adamw": ("AdamW", {"weight_decay": 0.01}, "contrib.opt.AdamWOptimizer", {"weight_decay": 0.01}),
}


def tf1_train(optimizer, options, table, matrix, steps):
    """Applies gradients to a table that is looked up and to a matrix; returns both after each step."""
    rate = tf.placeholder(tf.float32, [])
    scope = tf
    for part in optimizer.split("."):
        scope = getattr(scope, part)
    count = tf.train.create_global_step()
    if "AdagradDA" in scope.__name__:
        options = dict(options, global_step=count)
    optimizer = scope(learning_rate=rate, **options)
    table = tf.get_variable("table", initializer=table, use_resource=True)
    matrix = tf.get_variable("matrix", initializer=matrix, use_resource=True)
    rows, ids, dense = tf.placeholder(tf.float32), tf.placeholder(tf.int64), tf.placeholder(tf.float32, matrix.shape)
    slices = tf.IndexedSlices(rows, ids, tf.constant(table.shape.as_list(), tf.int64))
    train_op = optimizer.apply_gradients([(slices, table), (dense, matrix)], count)
    values = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for step in steps:
            session.run(train_op, {rate: step[0], ids: step[1], rows: step[2], dense: step[3]})
            values.append(session.run([table, matrix]))
    return values


@st.composite
def trainings(draw):
    """Draws a table, a matrix, and for each step a rate, ids, their rows' gradients and the matrix' gradient."""
    random = np.random.RandomState(draw(st.integers(0, 10**6)))
    rows, width = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    shape = draw(st.lists(st.integers(1, 4), min_size=0, max_size=3))

    def normal(*shape):
        return np.asarray(random.normal(size=shape), np.float32)

    steps = []
    for _ in range(draw(st.integers(1, 5))):
        ids = random.randint(0, rows, draw(st.integers(1, 6)))
        steps.append((np.float32(draw(st.sampled_from([0.5, 0.1, 0.01]))), ids, normal(len(ids), width), normal(*shape)))
    return normal(rows, width), normal(*shape), steps


@pytest.mark.parametrize("case", CASES)
@few_examples
@given(training=trainings())
def test_equals_tf1(case, request, training):
    name, options, tf1_name, tf1_options = CASES[case]
    tf1 = request.getfixturevalue("tf115" if "contrib" in tf1_name else "tf215")
    table, matrix, steps = training
    expected = tf1.run(tf1_train, tf1_name, tf1_options, table, matrix, steps)
    table, matrix = keras.Variable(table), keras.Variable(matrix)
    optimizer = getattr(optimizers, name)(learning_rate=0.0, **options)
    for (rate, ids, rows, dense), (table_after, matrix_after) in zip(steps, expected):
        optimizer.learning_rate = rate
        slices = tf.IndexedSlices(tf.constant(rows), tf.constant(ids), table.shape)
        optimizer.apply([slices, tf.constant(dense)], [table, matrix])
        np.testing.assert_allclose(table, table_after, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(matrix, matrix_after, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_config_makes_the_same_optimizer(case):
    name, options, _, _ = CASES[case]
    optimizer = getattr(optimizers, name)(learning_rate=0.25, global_clipnorm=2.0, **options)
    config = optimizer.get_config()
    assert type(optimizer).from_config(config).get_config() == config
    assert all(config[option] == value for option, value in options.items())


class Halving(keras.optimizers.schedules.LearningRateSchedule):

    def __call__(self, step):
        return 2.0 ** -tf.cast(step, tf.float32)


@pytest.mark.parametrize("rate", [Halving(), lambda: 1.0], ids=["schedule", "callable"])
def test_fit_follows_the_learning_rate(rate):
    model = keras.Sequential([keras.Input([1]), keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    model.compile(optimizer=optimizers.Momentum(rate, momentum=0.0), loss=lambda y, y_pred: y_pred)
    model.fit(np.ones([3, 1]), np.ones([3, 1]), batch_size=1, verbose=0)
    assert model.get_weights()[0] == (-1.75 if isinstance(rate, Halving) else -3.0)


def test_keras_adam_with_a_float32_beta_2_is_adam():
    """TF1's kernel computes 1 - beta_2 in float32. In double precision each update is another by 6e-6 of its length."""
    gradients = np.random.RandomState(0).normal(size=(100, 64)).astype("float32")

    def trained(optimizer):
        variable = keras.Variable(np.zeros(64, "float32"))
        for gradient in gradients:
            optimizer.apply([tf.constant(gradient)], [variable])
        return variable.numpy()
    exact = trained(optimizers.Adam(0.01))
    close = trained(keras.optimizers.Adam(0.01, beta_2=np.float32(0.999), epsilon=1e-8))
    apart = trained(keras.optimizers.Adam(0.01, epsilon=1e-8))
    np.testing.assert_allclose(close, exact, atol=2e-7)
    assert np.abs(apart - exact).max() > 1e-6


def tf1_train_by_names(optimizer, options, weights, gradients, decayed):
    """Applies gradients to variables by name, of which some decay; returns them."""
    optimizer = getattr(tf.contrib.opt, optimizer)(**options)
    names = sorted(weights)
    variables = [tf.get_variable(name, initializer=weights[name], use_resource=True) for name in names]
    pairs = [(tf.constant(gradients[name]), variable) for name, variable in zip(names, variables)]
    options = {"decay_var_list": [variables[names.index(name)] for name in decayed]} if decayed else {}
    train_op = optimizer.apply_gradients(pairs, **options)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(train_op)
        return dict(zip(names, session.run(variables)))


@pytest.mark.parametrize("name, options, decayed", [
    ("AdamW", {"weight_decay": 0.1, "learning_rate": 0.1}, ["kernel"]),
    ("LARS", {"learning_rate": 0.1, "weight_decay": 0.1, "skip_list": ["bias"]}, []),
])
def test_chooses_variables_as_tf1(tf115, name, options, decayed):
    random = np.random.RandomState(5)
    weights = {name: np.float32(random.normal(size=3)) for name in ("bias", "kernel")}
    gradients = {name: np.float32(random.normal(size=3)) for name in weights}
    expected = tf115.run(tf1_train_by_names, f"{name}Optimizer", options, weights, gradients, decayed)
    variables = [keras.Variable(weights[name], name=name) for name in weights]
    optimizer = getattr(optimizers, name)(**options)
    for _ in range(3):
        chosen = {"decay_var_list": [v for v in variables if v.name in decayed]} if decayed else {}
        optimizer.apply([tf.constant(gradients[v.name]) for v in variables], variables, **chosen)
    for variable in variables:
        np.testing.assert_allclose(variable, expected[variable.name], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name, options", [
    ("AddSign", {}), ("AddSign", {"alpha": 0.3, "beta": 0.5}), ("PowerSign", {}), ("PowerSign", {"base": 2.0, "beta": 0.5})])
@few_examples
@given(training=trainings())
def test_signs_equal_tf1(tf115, name, options, training):
    _, matrix, steps = training
    steps = [(rate, dense) for rate, _, _, dense in steps]  # Only dense gradients are rewritten.
    expected = tf115.run(tf1_train_dense, f"{name}Optimizer", options, matrix, steps)
    matrix = keras.Variable(matrix)
    optimizer = getattr(sign_optimizers, name)(learning_rate=0.0, **options)
    for (rate, dense), after in zip(steps, expected):
        optimizer.learning_rate = rate
        optimizer.apply([tf.constant(dense)], [matrix])
        np.testing.assert_allclose(matrix, after, rtol=1e-6, atol=1e-6)


def tf1_train_dense(name, options, matrix, steps):
    """Applies gradients to a matrix; returns it after each step."""
    rate, dense = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, matrix.shape)
    matrix = tf.get_variable("matrix", initializer=matrix, use_resource=True)
    optimizer = getattr(tf.contrib.opt, name)(learning_rate=rate, **options)
    train_op = optimizer.apply_gradients([(dense, matrix)], tf.train.create_global_step())
    values = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for step in steps:
            session.run(train_op, {rate: step[0], dense: step[1]})
            values.append(session.run(matrix))
    return values
