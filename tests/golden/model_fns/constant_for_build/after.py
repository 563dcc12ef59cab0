import keras
import numpy as np
import tensorflow as tf


class Net(keras.layers.Layer):

    def __init__(self, model, **kwargs):
        super().__init__(**kwargs)
        self.n = 3

    def build(self, x_shape):
        w = np.ones([int(x_shape[1]), self.n]) / self.n
        self.dense = keras.layers.Dense(self.n, kernel_initializer=tf.constant_initializer(w))
        self.head = keras.layers.Dense(1, name='head')

    def call(self, x, training=False):
        x = self.dense(x)
        return self.head(x)


class Network(keras.Model):

    def __init__(self, model, **kwargs):
        super().__init__(**kwargs)
        self.net = Net(model)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.Adam(beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return tf.squeeze(self.net(features['x'], training=training), -1)

    def predictions(self, value):
        return {'v': value}

    def loss_fn(self, labels, value):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, value))

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


class Model(object):

    def __init__(self, params):
        self.params = params

est = Network(Model({'units': [3]}))
