"""A model_fn that goes on building a graph: what runs, what is kept, what is made anew."""
import shutil

import keras
import numpy as np
import pytest
import tensorflow as tf

from migrator.support.graph_optimizers import MovingAverageOptimizer
from migrator.support.scoped_estimator import ScopedEstimator, ScopedTPUEstimator
from migrator.support.scoped_model import ScopedModel
from migrator.support.specs import EstimatorSpec

v1 = tf.compat.v1
X = np.float32(np.linspace(-1, 1, 24).reshape(12, 2))
Y = X.sum(1, keepdims=True)


def linear(features, labels, mode, params):
    """Counts in a local variable; has an assignment that no spec asks for, and a train_op in all modes."""
    w = v1.get_variable("w", [2, 1], initializer=v1.zeros_initializer())
    calls = v1.get_variable("calls", [], initializer=v1.zeros_initializer(), trainable=False,
                            collections=[v1.GraphKeys.LOCAL_VARIABLES])
    counted = calls.assign_add(1.0)
    v1.assign(w, w + 100)  # Nobody asks for it.
    outputs = tf.matmul(features["x"], w)
    if mode == "infer":
        return EstimatorSpec(mode, {"y": outputs})
    loss = tf.reduce_mean(tf.square(outputs - labels))
    step = v1.train.get_global_step()
    minimize = v1.train.MomentumOptimizer(params["rate"], 0.5).minimize(loss, step)
    return EstimatorSpec(mode, loss=loss, train_op=tf.group(minimize, counted),
                         eval_metric_ops={"calls": (calls.read_value(), counted), "mean": v1.metrics.mean(outputs)})


def batches(repeat=None):
    return tf.data.Dataset.from_tensor_slices(({"x": X}, Y)).repeat(repeat).batch(5)


@pytest.fixture
def estimator(tmp_path):
    return ScopedEstimator(linear, tmp_path, params={"rate": 0.1})


def test_trains_evaluates_and_predicts(estimator):
    estimator.train(batches, steps=60)
    result = estimator.evaluate(lambda: batches(1))
    assert sorted(result) == ["calls", "global_step", "loss", "mean"]
    assert result["global_step"] == 60
    assert result["loss"] < 1e-3
    rows = list(estimator.predict(lambda: batches(1)))
    np.testing.assert_allclose([row["y"] for row in rows], Y, atol=0.1)


def test_local_variables_start_again_with_each_evaluation(estimator):
    estimator.train(batches, steps=1)
    assert [estimator.evaluate(lambda: batches(1))["calls"] for _ in range(2)] == [3, 3]


def test_resumes_with_the_state_of_its_optimizer(estimator, tmp_path):
    estimator.train(batches, steps=3)
    copied = shutil.copytree(tmp_path, tmp_path.with_name("copied"))
    again = ScopedEstimator(linear, copied, params={"rate": 0.1})
    assert again.evaluate(lambda: batches(1)) == estimator.evaluate(lambda: batches(1))
    for one in (estimator, again):
        one.train(lambda: batches().skip(1), steps=4)
    assert again.get_variable_names() == ["global_step", "w", "w/Momentum"]
    for name in again.get_variable_names():
        np.testing.assert_array_equal(again.get_variable_value(name), estimator.get_variable_value(name))


def test_builds_no_graph_while_it_runs():
    built = []

    def model_fn(features, labels, mode, params):
        built.append(mode)
        return linear(features, labels, mode, params)

    estimator = ScopedEstimator(model_fn, params={"rate": 0.1})
    estimator.train(batches, steps=20)
    estimator.evaluate(lambda: batches(2))
    list(estimator.predict(lambda: batches(2)))
    assert built == ["train", "eval", "infer"]


def test_a_step_may_advance_the_global_step_by_two(tmp_path):
    def model_fn(features, labels, mode):
        w = v1.get_variable("w", [2, 1])
        loss = tf.reduce_mean(tf.square(tf.matmul(features["x"], w) - labels))
        step = v1.train.get_global_step()
        twice = [v1.train.GradientDescentOptimizer(0.1).minimize(loss, step) for _ in range(2)]
        return EstimatorSpec(mode, loss=loss, train_op=tf.group(*twice))

    estimator = ScopedEstimator(model_fn, tmp_path)
    estimator.train(batches, max_steps=7)
    assert int(estimator.model.global_step) == 8


def test_an_assignment_can_be_the_train_op():
    def model_fn(features, labels, mode):
        step = v1.train.get_or_create_global_step()
        w = v1.get_variable("w", [], initializer=v1.ones_initializer())
        loss = tf.reduce_sum(features["x"]) * w
        with tf.control_dependencies([v1.assign(w, w * 2)]):
            return EstimatorSpec(mode, loss=loss, train_op=step.assign_add(1))

    estimator = ScopedEstimator(model_fn)
    estimator.train(batches, steps=3)
    assert estimator.get_variable_value("w") == 8


def test_is_a_keras_model():
    model = ScopedModel(linear, {"rate": 0.1})
    history = model.fit(batches(1), epochs=2, verbose=0)
    assert len(history.history["loss"]) == 2
    assert isinstance(model, keras.Model)
    assert [variable.name for variable in model.weights] == ["global_step:0", "w:0", "w/Momentum:0"]
    assert set(model.evaluate(batches(1), verbose=0, return_dict=True)) == {"calls", "loss", "mean"}


def test_labels_that_the_model_fn_does_not_take():
    estimator = ScopedEstimator(lambda features, mode: EstimatorSpec(mode))
    with pytest.raises(ValueError, match="does not take labels"):
        estimator.train(batches, steps=1)


def test_params_are_copies():
    params = {"rate": 0.1, "sizes": [1]}

    def model_fn(features, labels, mode, params):
        params["sizes"].append(2)
        return linear(features, labels, mode, params)

    ScopedEstimator(model_fn, params=params).train(batches, steps=1)
    assert params == {"rate": 0.1, "sizes": [1]}


def test_tpu_estimator_says_the_batch_size():
    seen = []

    def model_fn(features, labels, mode, params):
        seen.append((mode, params["batch_size"], params["use_tpu"]))
        return linear(features, labels, mode, params)

    estimator = ScopedTPUEstimator(model_fn, params={"rate": 0.1}, train_batch_size=4, eval_batch_size=3)
    estimator.train(lambda params: batches().unbatch().batch(params["batch_size"]), steps=1)
    estimator.evaluate(lambda params: batches(1).unbatch().batch(params["batch_size"]))
    assert seen == [("train", 4, False), ("eval", 3, False)]


def test_initial_values_come_from_a_checkpoint(tmp_path):
    with tf.Graph().as_default(), v1.Session() as session:
        old = v1.get_variable("old/w", initializer=np.float32([[3.0], [4.0]]))
        session.run(old.initializer)
        v1.train.Saver().save(session, str(tmp_path / "start"))

    def model_fn(features, labels, mode, params):
        spec = linear(features, labels, mode, params)
        v1.train.init_from_checkpoint(str(tmp_path / "start"), {"old/w": "w"})
        return spec

    estimator = ScopedEstimator(model_fn, params={"rate": 0.0})
    estimator.train(batches, steps=1)
    np.testing.assert_array_equal(estimator.get_variable_value("w"), [[3], [4]])


def test_checkpoints_have_the_names_of_tf1(estimator, tmp_path):
    estimator.train(batches, steps=3)
    path = estimator.latest_checkpoint()
    assert [name for name, _ in tf.train.list_variables(path)] == ["global_step", "w", "w/Momentum"]
    v1.train.Saver({"w": tf.Variable(np.float32([[5.0], [6.0]])), "global_step": tf.Variable(9, dtype=tf.int64),
                    "w/Momentum": tf.Variable(np.zeros([2, 1], np.float32))}).save(None, str(tmp_path / "model.ckpt"), 9)
    resumed = ScopedEstimator(linear, tmp_path, params={"rate": 0.0})
    resumed.train(batches, steps=1)  # From what TF1 itself could have written.
    assert resumed.get_variable_value("global_step") == 10
    np.testing.assert_array_equal(resumed.get_variable_value("w"), [[5], [6]])


def test_a_checkpoint_without_a_variable(estimator, tmp_path):
    v1.train.Saver({"global_step": tf.Variable(9, dtype=tf.int64)}).save(None, str(tmp_path / "model.ckpt"), 9)
    with pytest.raises(ValueError, match="w, w/Momentum not found in checkpoint"):
        estimator.train(batches, steps=1)


def test_an_operation_may_wait_for_the_data():
    """As those of `tf.metrics.auc` wait for its weights."""
    def model_fn(features, labels, mode):
        weights = v1.get_variable("w", [], initializer=v1.zeros_initializer())
        with tf.control_dependencies([labels]):
            total = tf.reduce_sum(tf.square(features["x"])) + weights
        return EstimatorSpec(mode, loss=total, eval_metric_ops={"total": v1.metrics.mean(total)})

    model = ScopedModel(model_fn)
    result = model.evaluate(batches(1), return_dict=True, verbose=0)
    np.testing.assert_allclose(result["loss"], np.mean([(X[at:at + 5] ** 2).sum() for at in (0, 5, 10)]), rtol=1e-5)


def test_tables_and_strings():
    def model_fn(features, labels, mode):
        table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a", "b"], [1.0, 2.0]), -1.0)
        values = table.lookup(features)
        return EstimatorSpec(mode, {"value": values, "key": features})

    words = tf.data.Dataset.from_tensors(["a", "c", "b"])
    rows = list(ScopedEstimator(model_fn).predict(lambda: words))
    assert [row["value"] for row in rows] == [1, -1, 2]
    assert rows[1]["key"] == b"c"


def test_sparse_features():
    def model_fn(features, labels, mode):
        table = v1.get_variable("table", [5, 2], initializer=v1.ones_initializer())
        return EstimatorSpec(mode, {"sum": v1.nn.embedding_lookup_sparse(table, features, None, combiner="sum")})

    ids = tf.sparse.from_dense([[1, 2, 0], [3, 0, 0]])
    rows = list(ScopedEstimator(model_fn).predict(lambda: tf.data.Dataset.from_tensor_slices(ids).batch(2)))
    np.testing.assert_array_equal([row["sum"] for row in rows], [[2, 2], [1, 1]])


class Tower(keras.Model):
    """Layers of Keras in a model of Keras, which has no build of its own."""

    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(3, activation="relu")
        self.normalize = keras.layers.BatchNormalization()

    def call(self, x, training=False):
        return self.normalize(self.hidden(x), training=training)


def with_keras_layers(features, labels, mode):
    training = mode == "train"
    with v1.variable_scope("scope"):
        net = keras.layers.Dense(4)(features["x"])
    for tower in (Tower(), Tower()):
        net = tower(net, training=training) + tower(net)
    net = keras.Sequential([keras.layers.Dense(2), keras.layers.Dense(1)])(net)
    dropped = keras.layers.Dropout(0.5)(tf.ones([2, 40]), training=True)
    loss = tf.reduce_mean(net**2) if labels is not None else None
    train_op = v1.train.GradientDescentOptimizer(0.1).minimize(loss, v1.train.get_global_step()) if training else None
    return EstimatorSpec(mode, {"y": net, "dropped": dropped[:1] * tf.ones_like(net)}, loss, train_op)


def test_layers_of_keras_have_the_names_of_tf1_in_each_graph(tmp_path):
    keras.layers.Dense(1)  # Its name is counted elsewhere.
    estimator = ScopedEstimator(with_keras_layers, tmp_path).train(batches, steps=3)
    estimator.evaluate(lambda: batches(1))
    towers = [f"tower{end}/{name}" for end in ("", "_1_1") for name in (
        "batch_normalization%s/beta", "batch_normalization%s/gamma", "batch_normalization%s/moving_mean",
        "batch_normalization%s/moving_variance", "dense%s/bias", "dense%s/kernel")]
    numbers = [end for i in range(2) for end in (*[f"_{i}" if i else ""] * 4, *[f"_{i + 1}"] * 2)]
    assert [name for name in estimator.get_variable_names() if "tower" in name] == [
        name % number for name, number in zip(towers, numbers)]
    assert {"scope/dense/kernel", "sequential/dense_3/kernel", "sequential/dense_4/bias"} < set(estimator.get_variable_names())


def test_layers_of_keras_draw_anew_in_each_step(tmp_path):
    estimator = ScopedEstimator(with_keras_layers, tmp_path).train(batches, steps=1)
    first, second, _ = estimator.predict(lambda: batches(1), yield_single_examples=False)
    assert not np.array_equal(first["dropped"], second["dropped"])


def test_a_graph_with_other_variables_than_those_trained_is_refused(tmp_path):
    def model_fn(features, labels, mode):
        w = v1.get_variable("w" if mode == "train" else "v", [2, 1])
        loss = tf.reduce_mean((tf.matmul(features["x"], w) - labels) ** 2)
        minimize = v1.train.GradientDescentOptimizer(0.1).minimize(loss, v1.train.get_global_step())
        return EstimatorSpec(mode, loss=loss, train_op=minimize)

    estimator = ScopedEstimator(model_fn, tmp_path).train(batches, steps=1)
    with pytest.raises(ValueError, match="Key v not found"):
        estimator.evaluate(lambda: batches(1))


def averaged(features, labels, mode):
    """Evaluates and predicts with the averages of its weights, as its scaffold has them restored."""
    w = v1.get_variable("w", [2, 1], initializer=v1.zeros_initializer())
    outputs = tf.matmul(features["x"], w)
    averages = v1.train.ExponentialMovingAverage(0.9)
    scaffold = v1.train.Scaffold(saver=v1.train.Saver(averages.variables_to_restore()))
    if mode == "infer":
        return EstimatorSpec(mode, {"w": tf.tile(tf.transpose(w), [tf.shape(outputs)[0], 1])}, scaffold=scaffold)
    loss = tf.reduce_mean(tf.square(outputs - labels))
    if mode == "eval":
        return EstimatorSpec(mode, loss=loss, eval_metric_ops={"w": v1.metrics.mean(w)}, scaffold=scaffold)
    minimize = v1.train.GradientDescentOptimizer(0.5).minimize(loss, v1.train.get_global_step())
    with tf.control_dependencies([minimize]):
        train_op = averages.apply([w])
    return EstimatorSpec(mode, loss=loss, train_op=train_op)


def test_a_saver_gives_variables_the_averages(tmp_path):
    estimator = ScopedEstimator(averaged, tmp_path)
    estimator.train(batches, steps=2)
    names = {name: estimator.get_variable_value(name) for name in estimator.get_variable_names()}
    average = names["w/ExponentialMovingAverage"]
    assert np.abs(average - names["w"]).min() > 1e-3
    for _ in range(2):
        assert estimator.evaluate(lambda: batches(1))["w"] == pytest.approx(average.mean(), rel=1e-6)
        np.testing.assert_allclose(next(estimator.predict(lambda: batches(1)))["w"], average[:, 0], rtol=1e-6)
        estimator.train(batches, steps=1)
        average = estimator.get_variable_value("w/ExponentialMovingAverage")


def swapping(features, labels, mode):
    """Trains with an optimizer that keeps averages, which its checkpoints have under the names of the variables."""
    w = v1.get_variable("w", [2, 1], initializer=v1.zeros_initializer())
    loss = tf.reduce_mean(tf.square(tf.matmul(features["x"], w) - labels))
    optimizer = MovingAverageOptimizer(v1.train.GradientDescentOptimizer(0.1), 0.5)
    train_op = optimizer.minimize(loss, v1.train.get_global_step())
    if mode != "train":
        return EstimatorSpec(mode, loss=loss, eval_metric_ops={"w": v1.metrics.mean(w)})
    return EstimatorSpec(mode, loss=loss, train_op=train_op, scaffold=v1.train.Scaffold(saver=optimizer.swapping_saver()))


def test_a_training_may_swap_averages_and_variables(tmp_path):
    def whole():
        return tf.data.Dataset.from_tensor_slices(({"x": X}, Y)).repeat().batch(12)
    once, twice = ScopedEstimator(swapping, tmp_path / "once"), ScopedEstimator(swapping, tmp_path / "twice")
    once.train(whole, steps=4)
    twice.train(whole, steps=2)
    twice = ScopedEstimator(swapping, tmp_path / "twice").train(whole, steps=2)
    for name in ("w", "w/ExponentialMovingAverage"):
        np.testing.assert_array_equal(once.get_variable_value(name), twice.get_variable_value(name))
    averages = once.get_variable_value("w")
    assert np.abs(averages - once.get_variable_value("w/ExponentialMovingAverage")).min() > 1e-3
    assert once.evaluate(lambda: batches(1))["w"] == pytest.approx(averages.mean(), rel=1e-6)


def test_a_saver_of_a_training_saves_its_variables(tmp_path):
    def renamed(features, labels, mode):
        spec = averaged(features, labels, mode)
        w = next(variable for variable in v1.global_variables() if variable.op.name == "w")
        return spec._replace(scaffold=v1.train.Scaffold(saver=v1.train.Saver({"other": w})))
    with pytest.raises(ValueError, match="names of its own variables"):
        ScopedEstimator(renamed, tmp_path).train(batches, steps=1)
