"""Training on several replicas: two devices of a process of its own."""
import ast
import os
import subprocess
import sys

import numpy as np

PROGRAM = """
import keras
import numpy as np
import tensorflow as tf

cpu, = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)

from migrator.support.distributed_estimator import DistributedEstimator
from migrator.support.estimator import EvalSpec, RunConfig, TrainSpec
from migrator.support.layers import FusedBatchNormalization
from migrator.support.optimizers import Adam


class Model(keras.Model):
    def __init__(self):
        super().__init__()
        self.embedding = keras.layers.Embedding(7, 3, embeddings_initializer=keras.initializers.RandomUniform(seed=1))
        self.normalization = FusedBatchNormalization(momentum=0.8)
        self.outputs = keras.layers.Dense(1, kernel_initializer="ones")
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=Adam(0.05))

    def call(self, features, training=False):
        embedded = self.embedding(features["id"])
        return self.outputs(self.normalization(tf.concat([embedded, features["x"]], 1), training=training))

    def loss_of(self, data, training):
        features, labels = data
        return tf.reduce_mean(tf.square(self(features, training=training) - labels))

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = self.loss_of(data, True)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):
            self.optimizer.apply(gradients, self.trainable_variables)
        return {"loss": loss}

    def test_step(self, data):
        self.loss_metric.update_state(self.loss_of(data, False))
        return self.get_metrics_result()


def batches(times):
    rng = np.random.RandomState(0)
    features = {"id": rng.randint(0, 7, 48), "x": rng.rand(48, 2).astype("float32")}
    dataset = tf.data.Dataset.from_tensor_slices((features, rng.rand(48, 1).astype("float32"))).batch(8)
    return dataset.flat_map(lambda *batch: tf.data.Dataset.from_tensors(batch).repeat(times)).repeat()


def train(strategy, times):
    config = RunConfig(train_distribute=strategy, save_checkpoints_steps=5)
    estimator = DistributedEstimator(Model, config=config)
    estimator.train(lambda: batches(times), steps=5)
    evaluated = estimator.evaluate(lambda: batches(1), steps=6)
    train_spec, eval_spec = TrainSpec(lambda: batches(times), max_steps=12), EvalSpec(lambda: batches(1), 6, throttle_secs=0)
    result, _ = estimator.train_and_evaluate(train_spec, eval_spec)
    trained = [estimator.get_variable_value(name).tolist() for name in estimator.get_variable_names()]
    return [float(evaluated["loss"]), int(evaluated["global_step"]), float(result["loss"]), int(result["global_step"])], trained


strategy = tf.distribute.MirroredStrategy(["/cpu:0", "/cpu:1"])
print([train(None, 1), train(strategy, 2), train(strategy, 1), train(tf.distribute.MirroredStrategy(["/cpu:0"]), 1)])
"""


def test_two_replicas_average_gradients_and_moving_statistics():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=environment, timeout=400)
    assert done.returncode == 0, done.stderr[-2000:]
    alone, same_batches, own_batches, one_device = ast.literal_eval(done.stdout.strip().splitlines()[-1])
    assert alone[0][1::2] == [5, 12]
    np.testing.assert_allclose(same_batches[0], alone[0], rtol=1e-5)
    for value, expected in zip(same_batches[1], alone[1]):
        np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-6)
    assert one_device == alone
    assert own_batches[0][1::2] == [5, 12] and own_batches[0][0] != alone[0][0]
