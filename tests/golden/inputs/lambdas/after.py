import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import as_dataset


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.dense(features)

    def predictions(self, out):
        return out

    def loss_fn(self, labels, out):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, out))

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

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def data():
    return tf.data.Dataset.from_tensors((np.ones((8, 3), np.float32), np.ones((8, 1), np.float32)))


def later(n):
    return lambda: data().repeat(n)


est = Model()
est.steps_per_execution = 20
est.fit(data().repeat(3), verbose=0)
est.fit(as_dataset(later(2)()), verbose=0)
print({**est.evaluate(data(), return_dict=True, verbose=0),
       'global_step': int(est.optimizer.iterations)}['global_step'])
