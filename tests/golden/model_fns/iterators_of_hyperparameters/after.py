import collections
import itertools

import keras
import numpy as np
import tensorflow as tf


class Tower(keras.layers.Layer):

    def __init__(self, sizes, rates, **kwargs):
        super().__init__(**kwargs)
        self.dense_layers = []
        self.dropout_layers = []
        for size, rate in zip(sizes, rates):
            self.dense_layers.append(keras.layers.Dense(size, "relu"))
            self.dropout_layers.append(keras.layers.Dropout(rate))

    def call(self, net, training=False):
        for dense, dropout in zip(self.dense_layers, self.dropout_layers):
            net = dense(net)
            net = dropout(net, training=training)
        return net


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        sizes = list(map(int, params["sizes"].split(",")))
        self.scales = list(map(float, params["scales"].split(",")))
        self.bounds = list(zip(params["low"], params["high"]))
        names = iter(["score", "spare"])
        self.tower = Tower(sizes, [float(rate) for rate in params["rates"]])
        self.logits = keras.layers.Dense(1, name=next(names))
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.01))

    def call(self, features, training=False):
        offsets = collections.deque([0.25, 0.5])
        shifts = list(self.params["low"])
        signs = itertools.cycle([1.0, -1.0])
        net = self.tower(features["x"], training=training)
        net = net + offsets.popleft()
        # What is left of them.
        for offset in offsets:
            net = net + offset
        for scale in self.scales:
            net = net * scale
        for low, high in self.bounds:
            net = tf.clip_by_value(net, low, high)
        for _ in range(3):
            net = net * next(signs)
        net = net - shifts.pop() + next(iter(shifts))
        return self.logits(net)

    def predictions(self, logits):
        return {"score": logits}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, logits))

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


estimator = Model({
    "sizes": "8,4", "scales": "0.5,2.0,3.0", "rates": [0.0, 0.0], "low": [-4.0, -2.0], "high": [3.0, 2.0]})
estimator.steps_per_execution = 20
x = np.random.RandomState(0).rand(64, 3).astype(np.float32)
y = x.sum(axis=1, keepdims=True)


def input_fn():
    dataset = tf.data.Dataset.from_tensor_slices(({"x": x}, y))
    return dataset.repeat().batch(16)


estimator.fit(input_fn().take(20), verbose=0)
print({**estimator.evaluate(input_fn().take(2), return_dict=True, verbose=0),
       "global_step": int(estimator.optimizer.iterations)})
