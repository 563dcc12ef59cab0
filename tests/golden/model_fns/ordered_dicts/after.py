import collections
from collections import OrderedDict
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import MeanAbsoluteError


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.mae_metric = MeanAbsoluteError(name='mae')
        self.rmse_metric = keras.metrics.RootMeanSquaredError(name='rmse')
        self.compile(optimizer=keras.optimizers.Adam(beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return self.dense(features)[:, 0]

    def predictions(self, y):
        predictions = OrderedDict()
        predictions['y'] = y
        predictions['twice'] = 2 * y
        return predictions

    def loss_fn(self, labels, y):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, y))

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
        y = self(features, training=False)
        predictions = self.predictions(y)
        loss = self.loss_fn(labels, y)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.mae_metric.update_state(labels, y)
            self.rmse_metric.update_state(labels, predictions['y'])
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


class OtherModel(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.mae_metric = MeanAbsoluteError(name='mae')
        self.compile(optimizer=keras.optimizers.Adam(beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return self.dense(features)[:, 0]

    def predictions(self, y):
        return y

    def loss_fn(self, labels, y):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, y))

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
        y = self(features, training=False)
        loss = self.loss_fn(labels, y)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.mae_metric.update_state(labels, y)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
