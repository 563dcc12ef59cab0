import tempfile
import keras
import tensorflow as tf

from tf1_semantics import Estimator, RunConfig


def make_config(model_dir, **kwargs):
    return RunConfig(model_dir=model_dir, **kwargs)


class Model(keras.Model):

    def __init__(self, config, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1, kernel_initializer=keras.initializers.Ones())
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.dense(features)

    def loss_fn(self, labels, outputs):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, outputs))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()


def input_fn():
    return tf.data.Dataset.from_tensor_slices(([[1.], [2.]], [[2.], [4.]])).batch(1).repeat()


config = make_config(
    tempfile.mkdtemp(), save_checkpoints_steps=3, session_config=tf.compat.v1.ConfigProto())
copy = config.replace(save_checkpoints_secs=30)
print(copy.save_checkpoints_steps, copy.save_checkpoints_secs, config.task_type)
estimator = Estimator(Model(config), config=config)
estimator.train(input_fn, steps=8)
