"""Drivers against those of a tf.estimator.Estimator: steps, checkpoints, evaluations, predictions, logs."""
import json
import os
import re

import keras
import numpy as np
import pytest
import tensorflow as tf

from migrator.support.checkpoint_names import list_variables, load_checkpoint, load_variable
from migrator.support.estimator import Estimator, EvalSpec, RunConfig, TrainSpec
from migrator.support.logs import LogSteps
from migrator.support.optimizers import Adam
from migrator.support.prediction import predict_examples
from support.small_model import SmallModel, examples

X = np.float32(np.random.RandomState(0).rand(10, 3))
Y = np.float32(X @ [1, -2, 0.5])


class Linear(keras.Model):

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.error_metric = keras.metrics.Mean(name="error")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.dense(features["x"])[:, 0]

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((labels - self(features, training=True)) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):
            self.optimizer.apply(gradients, self.trainable_variables)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        value = self(features, training=False)
        self.loss_metric.update_state(tf.reduce_mean((labels - value) ** 2))
        self.error_metric.update_state(tf.abs(labels - value))
        return self.get_metrics_result()

    @property
    def metrics(self):
        return [self.loss_metric, self.error_metric]

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return {"value": self(features, training=False), "x": features["x"]}


def tf1_drive(x, y, directory, calls):
    """Makes calls to a TF1 Estimator; returns what each gave, or the name of its exception."""
    def model_fn(features, labels, mode):
        value = tf.layers.dense(features["x"], 1, use_bias=False, kernel_initializer=tf.zeros_initializer())[:, 0]
        if mode == "infer":
            return tf.estimator.EstimatorSpec(mode, predictions={"value": value, "x": features["x"]})
        loss = tf.reduce_mean((labels - value) ** 2)
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
        metrics = {"error": tf.metrics.mean_absolute_error(labels, value)}
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)

    def input_fn(batches):
        return lambda: tf.data.Dataset.from_tensor_slices(({"x": x}, y)).batch(4).take(batches)

    config = tf.estimator.RunConfig(save_checkpoints_steps=4)
    estimator = tf.estimator.Estimator(model_fn, directory, config=config)
    results = []
    for name, batches, options in calls:
        try:
            result = getattr(estimator, name)(input_fn(batches), **options)
            if name == "train":
                result = estimator.get_variable_value("global_step")
            elif name == "predict":
                result = list(result)
            results.append(result)
        except ValueError as error:
            results.append(str(error))
    names = [name for name in __import__("os").listdir(directory) if name.endswith(".index")]
    return results, sorted(names)


def keras_drive(directory, calls):
    def input_fn(batches):
        return lambda: tf.data.Dataset.from_tensor_slices(({"x": X}, Y)).batch(4).take(batches)

    estimator = Estimator(Linear(), directory, config=RunConfig(save_checkpoints_steps=4))
    results = []
    for name, batches, options in calls:
        try:
            result = getattr(estimator, name)(input_fn(batches), **options)
            if name == "train":
                result = estimator.get_variable_value("global_step")
            elif name == "predict":
                result = list(result)
            results.append(result)
        except ValueError as error:
            results.append(str(error))
    return results, sorted(name for name in os.listdir(directory) if name.endswith(".index"))


CALLS = [
    ("train", -1, {"steps": 2}),
    ("evaluate", -1, {}),
    ("train", -1, {}),
    ("train", -1, {"max_steps": 7}),
    ("train", -1, {"max_steps": 3}),
    ("evaluate", -1, {"steps": 1, "name": "one"}),
    ("predict", -1, {}),
    ("predict", 1, {"predict_keys": ["value"]}),
    ("predict", -1, {"yield_single_examples": False}),
    ("train", -1, {"steps": 1, "max_steps": 2}),
    ("train", -1, {"steps": 0}),
    ("train", -1, {"max_steps": -1}),
    ("evaluate", -1, {"steps": 0}),
]


def assert_like(actual, expected):
    """Same structure, keys in the same order, equal types and (to rounding) numbers; those of evaluations are Python's."""
    if isinstance(expected, dict):
        assert list(actual) == list(expected)
        for key in expected:
            assert_like(actual[key], expected[key])
    elif isinstance(expected, list):
        for left, right in zip(actual, expected, strict=True):
            assert_like(left, right)
    elif isinstance(expected, str):
        assert actual == expected
    else:
        if not isinstance(actual, (int, float)):
            assert (actual.dtype, actual.shape) == (expected.dtype, expected.shape)
        np.testing.assert_allclose(actual, expected, rtol=1e-5, atol=1e-6)


def test_equals_tf1(tf215, tmp_path):
    (tmp_path / "tf1").mkdir()
    expected, expected_names = tf215.run(tf1_drive, X, Y, str(tmp_path / "tf1"), CALLS)
    actual, names = keras_drive(tmp_path / "keras", CALLS)
    assert names == expected_names
    for call, left, right in zip(CALLS, actual, expected, strict=True):
        assert_like(left, right)
    again, _ = keras_drive(tmp_path / "keras", CALLS[5:7])
    assert_like(again, expected[5:7])


def test_evaluates_another_checkpoint(tmp_path):
    estimator = Estimator(SmallModel(Adam(0.1)), tmp_path)
    at_two = estimator.train(lambda: examples(5), steps=2).evaluate(lambda: examples(2))
    path = estimator.latest_checkpoint()
    at_four = estimator.train(lambda: examples(5), steps=2).evaluate(lambda: examples(2))
    assert estimator.evaluate(lambda: examples(2), checkpoint_path=path) == at_two
    assert estimator.evaluate(lambda: examples(2)) == at_four
    assert at_two["global_step"] == 2 and at_four["global_step"] == 4


@pytest.mark.parametrize(("throttle_secs", "steps"), [(0, [2, 4, 6, 7]), (600, [2, 7])])
def test_train_and_evaluate(tmp_path, throttle_secs, steps, monkeypatch):
    estimator = Estimator(SmallModel(Adam(0.1)), config=RunConfig(model_dir=str(tmp_path), save_checkpoints_steps=2))
    evaluated = []
    train_spec = TrainSpec(lambda: examples(20), max_steps=7)
    eval_spec = EvalSpec(lambda: evaluated.append(estimator.checkpoints.global_step) or examples(2), throttle_secs=throttle_secs)
    metrics, exports = estimator.train_and_evaluate(train_spec, eval_spec)
    assert evaluated == steps
    assert list(metrics) == ["error", "loss", "global_step"] and metrics["global_step"] == 7 and exports == []
    assert metrics == estimator.evaluate(lambda: examples(2))
    assert estimator.train_and_evaluate(train_spec, eval_spec) == (None, None)


def test_train_and_evaluate_to_the_end_of_the_data():
    estimator = Estimator(SmallModel(Adam(0.1)))
    metrics, _ = estimator.train_and_evaluate(TrainSpec(lambda: examples(5), max_steps=9), EvalSpec(lambda: examples(2)))
    assert metrics["global_step"] == 5


def test_logs_the_first_step_and_every_so_many(monkeypatch):
    lines = []
    monkeypatch.setattr("absl.logging.info", lines.append)
    SmallModel(Adam(0.1)).fit(examples(8), callbacks=[LogSteps(every=3)], verbose=0)
    assert [re.sub(r"[\d.]+(?= sec)|(?<=loss = )[\d.]+", "*", line) for line in lines] == [
        "loss = *, step = 1", "loss = *, step = 4 (* sec)", "loss = *, step = 7 (* sec)",
    ]


def test_predicts_lazily_and_without_end():
    predictions = predict_examples(SmallModel(Adam()), examples(2).repeat())
    shapes = [{name: value.shape for name, value in next(predictions).items()} for _ in range(20)]
    assert shapes == [{"value": (), "pair": (2,)}] * 20


def test_predictions_that_are_one_tensor():
    model = keras.Sequential([keras.Input([2]), keras.layers.Dense(3)])
    data = tf.data.Dataset.from_tensor_slices(np.ones([5, 2], np.float32)).batch(2)
    assert [value.shape for value in predict_examples(model, data)] == [(3,)] * 5
    assert [value.shape for value in predict_examples(model, data, yield_single_examples=False)] == [(2, 3), (2, 3), (1, 3)]
    with pytest.raises(ValueError, match="non-dict"):
        next(predict_examples(model, data, predict_keys=["value"]))


def test_no_prediction_of_that_key():
    with pytest.raises(ValueError, match="wrong"):
        next(predict_examples(SmallModel(Adam()), examples(1), predict_keys=["wrong"]))


def test_checkpoints_are_read_by_the_names_of_tf1(tmp_path):
    data = tf.data.Dataset.from_tensor_slices(({"x": X}, Y)).batch(5)
    estimator = Estimator(Linear(), tmp_path, variable_names={"score": "dense"})
    estimator.train(lambda: data)
    kernel = estimator.get_variable_value("score/kernel")
    reader = load_checkpoint(str(tmp_path))
    np.testing.assert_array_equal(reader.get_tensor("score/kernel"), kernel)
    assert reader.get_tensor("global_step") == 2 and not reader.has_tensor("dense/kernel")
    assert list_variables(str(tmp_path)) == [("global_step", []), ("score/kernel", [3, 1])]
    np.testing.assert_array_equal(load_variable(estimator.latest_checkpoint(), "score/kernel:0"), kernel)
    again = Estimator(Linear(), tmp_path)
    again.train(lambda: data, steps=1)  # One that gives no names goes on from the checkpoint.
    assert again.get_variable_value("global_step") == 3


def test_checkpoints_without_names_are_read_as_ever(tmp_path):
    path = tf.train.Checkpoint(weight=tf.Variable(2.0)).write(str(tmp_path / "model"))
    assert load_variable(path, "weight/.ATTRIBUTES/VARIABLE_VALUE") == 2


def test_run_config_counts_checkpoints_in_one_way(monkeypatch):
    assert (RunConfig().save_checkpoints_steps, RunConfig().save_checkpoints_secs) == (None, 600)
    config = RunConfig(save_checkpoints_steps=5)
    assert config.save_checkpoints_secs is None
    copy = config.replace(save_checkpoints_secs=7)
    assert (copy.save_checkpoints_steps, copy.save_checkpoints_secs) == (None, 7)
    with pytest.raises(ValueError, match="cannot be both set"):
        RunConfig(save_checkpoints_steps=5, save_checkpoints_secs=7)


def test_run_config_knows_its_cluster(monkeypatch):
    cluster = {"chief": ["a:1"], "worker": ["b:2", "c:3"], "ps": ["d:4"]}
    for task, expected in {("chief", 0): (True, 3, 1, "grpc://a:1"), ("worker", 1): (False, 3, 1, "grpc://c:3"),
                           ("evaluator", 0): (False, 0, 0, "")}.items():
        monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": cluster, "task": dict(zip(("type", "index"), task))}))
        config = RunConfig()
        assert (config.task_type, config.task_id) == task
        assert (config.is_chief, config.num_worker_replicas, config.num_ps_replicas, config.master) == expected
    monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": cluster, "task": {"type": "worker", "index": 2}}))
    with pytest.raises(ValueError, match="2 is not a valid task_id"):
        RunConfig()
    monkeypatch.delenv("TF_CONFIG")
    config = RunConfig()
    assert (config.task_type, config.is_chief, config.num_worker_replicas, config.master) == ("worker", True, 1, "")


@pytest.mark.parametrize("make", (lambda: TrainSpec(None, max_steps=0), lambda: EvalSpec(None, steps=-1)))
def test_specs_of_no_steps(make):
    with pytest.raises(ValueError, match="> 0"):
        make()
