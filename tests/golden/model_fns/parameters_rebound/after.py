import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import predict_examples


class Net(keras.layers.Layer):

    def __init__(self, units=None, scale=None, **kwargs):
        super().__init__(**kwargs)
        if not units:
            units = 3
        scale = scale or 2.0
        self.dense = keras.layers.Dense(units, kernel_initializer=keras.initializers.Ones())
        self.units = units
        self.scale = scale

    def call(self, x):
        h = self.dense(x)
        return tf.reduce_sum(h, axis=1) * self.scale / self.units


class Model(keras.Model):

    def __init__(self, params=None, **kwargs):
        super().__init__(**kwargs)
        # What is not given has a default.
        params = dict({'scale': 2.0}, **(params or {}))
        self.net = Net()
        self.params = params
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.001))

    def call(self, features, training=False):
        return self.net(features) * self.params['scale']

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


def fn():
    x = np.arange(20, dtype=np.float32).reshape(10, 2)
    return tf.data.Dataset.from_tensor_slices((x, x.sum(1))).batch(5)

est = Model({'rate': 0.1})
est.steps_per_execution = 20
est.fit(fn(), verbose=0)
print(list(predict_examples(est, fn())))
