import collections

import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


class Tower(keras.layers.Layer):

    def __init__(self, params, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.params = params
        self.dense_layers = []
        self.batch_normalization_layers = []
        self.dropout_layers = []
        for units in params['hidden']:
            self.dense_layers.append(keras.layers.Dense(units))
            if params['use_batch_norm']:
                self.batch_normalization_layers.append(FusedBatchNormalization())
            self.dropout_layers.append(keras.layers.Dropout(rate=params['rate']))
        self.dense_layers_1 = [
            keras.layers.Dense(4, name='last_%d' % i)
            for i in range(2)
        ]

    def call(self, net, training=False):
        dense_layers = iter(self.dense_layers)
        batch_normalization_layers = iter(self.batch_normalization_layers)
        dropout_layers = iter(self.dropout_layers)
        for units in self.params['hidden']:
            net = next(dense_layers)(net)
            if self.params['use_batch_norm']:
                net = next(batch_normalization_layers)(net, training=training)
            net = tf.nn.relu(net)
            # Only in training.
            net = next(dropout_layers)(net, training=training)
        for dense_layers in self.dense_layers_1:
            net = dense_layers(net)
        return net


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.tower = Tower(params, name='tower')
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.norm_metric = keras.metrics.Mean(name='norm')
        self.metrics_by_name = {}
        if params['strategy'] == 'mean':
            self.metrics_by_name['error'] = keras.metrics.Mean(name='error')
        self.compile(optimizer=keras.optimizers.Adam(0.01, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return self.tower(features['x'], training=training)

    def predictions(self, net):
        return net

    def loss_fn(self, labels, net):
        error = None
        if self.params['strategy'] == 'mean':
            error = tf.reduce_mean(tf.abs(net - labels), axis=1)
            loss = tf.reduce_mean(error)
        elif self.params['strategy'] == 'max':
            loss = tf.reduce_max(tf.abs(net - labels))
        else:
            raise ValueError(self.params['strategy'])
        return loss, error

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss, _ = self.loss_fn(labels, self(features, training=True))
        # The moving mean and variance.
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        net = self(features, training=False)
        loss, error = self.loss_fn(labels, net)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.norm_metric.update_state(tf.norm(net, axis=1))
            if self.params['strategy'] == 'mean':
                self.metrics_by_name['error'].update_state(error)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


estimator = Model({
    'hidden': [8, 4], 'rate': 0.1, 'use_batch_norm': True, 'strategy': 'mean'})
