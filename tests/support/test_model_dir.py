"""Checkpoints and resuming, as an Estimator does them with its model_dir."""
import os

import keras
import numpy as np
import pytest
import tensorflow as tf

from migrator.support.model_dir import ModelDir
from migrator.support.optimizers import Adam, Momentum
from migrator.support.prediction import predict_examples
from support.small_model import SmallModel, examples, weights_of

OPTIMIZERS = {
    "Adam": lambda: Adam(0.01),
    "Momentum": lambda: Momentum(keras.optimizers.schedules.ExponentialDecay(0.1, 3, 0.5), 0.9),
    "keras.Adam": lambda: keras.optimizers.Adam(0.01),
}


def checkpoints(directory):
    return sorted((int(name.split("-")[1].split(".")[0]) for name in os.listdir(directory) if name.endswith(".index")))


def assert_same_weights(model, other):
    for left, right in zip(weights_of(model), weights_of(other), strict=True):
        np.testing.assert_array_equal(left, right)


@pytest.mark.parametrize(("optimizer", "eager"), [*((name, False) for name in OPTIMIZERS), ("Adam", True)])
def test_resumed_training_equals_unbroken_training(tmp_path, optimizer, eager):
    first = SmallModel(OPTIMIZERS[optimizer]())
    first.run_eagerly = eager
    model_dir = ModelDir(tmp_path)
    first.fit(examples(10).take(6), callbacks=[model_dir], verbose=0)
    assert checkpoints(tmp_path) == [0, 6]
    second = SmallModel(OPTIMIZERS[optimizer]())
    second.run_eagerly = eager
    model_dir = ModelDir(tmp_path)
    assert model_dir.global_step == 6
    second.fit(examples(10).skip(6).take(model_dir.steps_until(9)), callbacks=[model_dir], verbose=0)
    assert checkpoints(tmp_path) == [0, 6, 9]
    first.fit(examples(10).skip(6).take(3), verbose=0)
    assert_same_weights(first, second)


@pytest.mark.parametrize("use", ["fit", "evaluate", "predict", "predict_examples"])
def test_first_use_restores(tmp_path, use):
    trained, fresh = SmallModel(Adam(0.01)), SmallModel(Adam(0.01))
    trained.fit(examples(3), callbacks=[ModelDir(tmp_path)], verbose=0)
    model_dir = ModelDir(tmp_path)
    if use == "evaluate":
        kwargs = {"verbose": 0, "return_dict": True}
        assert fresh.evaluate(examples(2), callbacks=[model_dir], **kwargs) == trained.evaluate(examples(2), **kwargs)
    elif use == "predict":
        assert_equal(fresh.predict(examples(2), callbacks=[model_dir], verbose=0), trained.predict(examples(2), verbose=0))
    elif use == "predict_examples":
        model_dir.restore(fresh, examples(2))
        assert_equal(next(predict_examples(fresh, examples(2))), next(predict_examples(trained, examples(2))))
    fresh.fit(examples(2), callbacks=[model_dir], verbose=0)  # Also after a use that made no slots.
    trained.fit(examples(2), verbose=0)
    assert_same_weights(trained, fresh)


def assert_equal(actual, expected):
    assert actual.keys() == expected.keys()
    for key, value in expected.items():
        np.testing.assert_array_equal(actual[key], value)


@pytest.mark.parametrize("unknown_length", [False, True])
def test_saves_every_so_many_steps(tmp_path, unknown_length):
    steps = []
    model_dir = ModelDir(tmp_path, save_steps=3, keep=3, on_save=steps.append)
    SmallModel(Adam()).fit(examples(10, unknown_length), callbacks=[model_dir], verbose=0)
    assert steps == [3, 6, 9, 10]
    assert checkpoints(tmp_path) == [6, 9, 10]


def test_training_twice_with_one_callback(tmp_path):
    model, model_dir = SmallModel(Adam()), ModelDir(tmp_path)
    model.fit(examples(2), callbacks=[model_dir], verbose=0)
    model.fit(examples(3), callbacks=[model_dir], verbose=0)
    assert checkpoints(tmp_path) == [0, 2, 5]


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
def test_no_step_left(tmp_path):
    model, model_dir = SmallModel(Adam()), ModelDir(tmp_path)
    model.fit(examples(3).take(0), callbacks=[model_dir], verbose=0)
    assert checkpoints(tmp_path) == [0]
    model.fit(examples(3), callbacks=[model_dir], verbose=0)
    assert checkpoints(tmp_path) == [0, 3]
    assert model_dir.steps_until(2) == 0


def test_several_optimizers_count_the_models_own_step(tmp_path):
    class Alternating(SmallModel):

        def __init__(self):
            super().__init__(Adam())
            self.global_step = self.add_weight(shape=(), dtype="int64", initializer="zeros", name="global_step")
            self.other = Momentum(0.1, 0.9)

        def train_step(self, data):
            features, labels = data
            with tf.GradientTape() as tape:
                loss = self.loss_fn(labels, self(features, training=True))
            kernels = self.logits.trainable_variables
            self.other.build(kernels)
            with tf.control_dependencies([loss]):
                self.other.apply(tape.gradient(loss, kernels), kernels)
                self.global_step.assign_add(1)
            return {"loss": loss}

    first, second = Alternating(), Alternating()
    first.fit(examples(4), callbacks=[ModelDir(tmp_path)], verbose=0)
    second.evaluate(examples(2), callbacks=[model_dir := ModelDir(tmp_path)], verbose=0)
    assert model_dir.global_step == 4
    second.fit(examples(2), callbacks=[model_dir], verbose=0)
    first.fit(examples(2), verbose=0)
    assert_same_weights(first, second)
    for left, right in zip(first.other.variables, second.other.variables):
        np.testing.assert_array_equal(left.numpy(), right.numpy())


def tf1_checkpoint(directory):
    tf.get_variable("w", initializer=1.0)
    saver = tf.train.Saver()
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        saver.save(session, directory + "/model.ckpt", global_step=5)


def test_refuses_a_checkpoint_of_tf1(tf215, tmp_path):
    tf215.run(tf1_checkpoint, str(tmp_path))
    with pytest.raises(ValueError, match="TF1"):
        SmallModel(Adam()).fit(examples(1), callbacks=[ModelDir(tmp_path)], verbose=0)


class Stacked(keras.Model):
    """A model that holds layers in lists, as what loops made of layers becomes."""

    def __init__(self):
        super().__init__()
        self.hidden = []
        for _ in range(2):
            self.hidden.append([keras.layers.Dense(3), keras.layers.BatchNormalization()])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        net = features
        for dense, norm in self.hidden:
            net = norm(dense(net), training=training)
        return net

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self(features, training=True) - labels) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        return {"loss": loss}

    def predict_step(self, data):
        return self(data, training=False)


def test_layers_in_lists_are_saved(tmp_path):
    features = np.float32(np.random.RandomState(0).normal(size=(8, 4)))
    dataset = tf.data.Dataset.from_tensor_slices((features, features[:, :3])).batch(4)
    trained, restored = Stacked(), Stacked()
    trained.fit(dataset, callbacks=[ModelDir(tmp_path)], verbose=0)
    predicted = restored.predict(dataset.map(lambda features, labels: features), callbacks=[ModelDir(tmp_path)], verbose=0)
    np.testing.assert_array_equal(predicted, trained(features))


def test_the_rate_of_a_resumed_training_is_the_one_that_the_model_is_made_with(tmp_path):
    schedule = keras.optimizers.schedules.ExponentialDecay
    for directory, first, then in ((tmp_path / "number", 0.01, 0.5), (tmp_path / "schedule", schedule(0.01, 1, 0.5), schedule(1.0, 1, 0.5))):
        SmallModel(Adam(first)).fit(examples(2), callbacks=[ModelDir(directory)], verbose=0)
        resumed = SmallModel(Adam(then))
        resumed.fit(examples(1), callbacks=[ModelDir(directory)], verbose=0)
        assert float(resumed.optimizer.learning_rate) == (0.5 if directory.name == "number" else 0.5 ** 3)
