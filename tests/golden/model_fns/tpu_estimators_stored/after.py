import functools

from absl import flags
import keras
import tensorflow as tf

from tf1_semantics import Estimator, RunConfig

flags.DEFINE_bool("use_tpu", default=False, help="use a TPU")
FLAGS = flags.FLAGS


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(params["units"], activation="relu")
        self.dense_1 = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9))

    def call(self, features, training=False):
        net = self.dense(features)
        return self.dense_1(net)

    def loss_fn(self, labels, net):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, net))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()


def input_fn(params, is_training):
    dataset = tf.data.Dataset.from_tensor_slices(([[1.0], [2.0]], [[1.0], [3.0]])).repeat(8)
    return dataset.batch(params["batch_size"], drop_remainder=is_training)


class Runner(object):
    """Keeps its Estimator."""

    def __init__(self, model_dir):
        config = RunConfig(model_dir=model_dir, save_checkpoints_steps=10)
        self.estimator = Estimator(Model({"units": 4}), config=config, params={"units": 4},
                                   batch_sizes={"train": 4, "eval": 2})

    def run(self):
        self.estimator.train(functools.partial(input_fn, is_training=True), max_steps=4)
        return self.estimator.evaluate(functools.partial(input_fn, is_training=False), steps=2)


def train(model_dir):
    config = RunConfig(model_dir=model_dir)
    estimator = Estimator(Model({"units": 4}), config=config, params={"units": 4}, batch_sizes={"train": 4, "eval": 4})
    estimator.train(functools.partial(input_fn, is_training=True), steps=4)
    return estimator.evaluate(lambda params: input_fn(params, is_training=False))
