"""A network of which the subclass says the sizes; the class is an argument of the function that builds the spec."""
import keras
import numpy as np
import tensorflow as tf


class Small(keras.layers.Layer):

    def __init__(self, units, activation=None, **kwargs):
        super().__init__(**kwargs)
        sizes = [units] * 2
        rate = 0.1
        if not activation:
            activation = "relu"
        self.dense_layers = []
        self.dropout_layers = []
        for size in sizes:
            self.dense_layers.append(keras.layers.Dense(size, activation=activation))
            self.dropout_layers.append(keras.layers.Dropout(rate))
        self.dense = keras.layers.Dense(2)

    def call(self, net, training=False):
        for dense, dropout in zip(self.dense_layers, self.dropout_layers):
            net = dense(net)
            net = dropout(net, training=training)
        return self.dense(net)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.small = Small(params["units"], params["activation"])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.Adam(0.1, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return self.small(features, training=training)

    def predictions(self, logits):
        return {"logits": logits}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

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

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
