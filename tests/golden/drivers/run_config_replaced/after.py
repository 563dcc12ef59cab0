from absl import logging
import keras
import tensorflow as tf

from tf1_semantics import LogSteps, ModelDir

logging.set_verbosity(logging.INFO)


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1)
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
    return tf.data.Dataset.from_tensor_slices(([[1.], [2.]], [[2.], [4.]])).batch(1)


# The model runs on the CPU.
estimator = Model()
checkpoints = ModelDir('/tmp/replaced', keep=2)
estimator.fit(input_fn(), callbacks=[checkpoints, LogSteps(every=20)], verbose=0)
