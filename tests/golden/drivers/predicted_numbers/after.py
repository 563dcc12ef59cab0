"""Prices, and all the ways in which a program makes numbers of what was predicted."""
import itertools
import math

import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import predict_examples

SIZES = np.linspace(0.5, 2.0, 12).reshape(12, 1).astype(np.float32)
PRICES = 3.0 * SIZES + 1.0


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(4, "relu", kernel_initializer=keras.initializers.Ones())
        self.price = keras.layers.Dense(1, kernel_initializer=keras.initializers.Ones())
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.01))

    def call(self, features, training=False):
        hidden = self.hidden(features["size"])
        price = self.price(hidden)
        return hidden, price

    def predictions(self, hidden, price):
        doubled = tf.concat([price], axis=1) * 2.0
        return {"price": price, "doubled": doubled, "unit": tf.argmax(hidden, axis=1)}

    def loss_fn(self, labels, price):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, price))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            _, price = self(features, training=True)
            loss = self.loss_fn(labels, price)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        _, price = self(features, training=False)
        loss = self.loss_fn(labels, price)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        hidden, price = self(features, training=False)
        return self.predictions(hidden, price)


def input_fn():
    return tf.data.Dataset.from_tensor_slices(({"size": SIZES}, PRICES)).batch(4)


def show(index, prediction):
    print("%d: %.4f in unit %d" % (index, prediction["doubled"].item(), prediction["unit"]))


estimator = Model()
estimator.steps_per_execution = 20
estimator.fit(input_fn().take(6), verbose=0)

for index, prediction in enumerate(predict_examples(estimator, input_fn())):
    show(index, prediction)

predictions = list(predict_examples(estimator, input_fn()))
total = sum(float(p["price"][0]) for p in predictions)
print("sum %.4f, first %.4f, root %.4f" % (
    total, predictions[0]["price"][0], math.sqrt(predictions[1]["doubled"].item())))
print([int(unit) for unit in [p["unit"] for p in predictions[:3]]])
for size, prediction in zip(SIZES, itertools.islice(predict_examples(estimator, input_fn()), 2)):
    print("%s costs %.3f" % (size[0], prediction["price"][0]), round(float(prediction["doubled"].item()), 3))
first = next(predict_examples(estimator, input_fn()))
value = first["doubled"]
print(f"{float(value.item()):.4f}", len("%s" % value), float(SIZES[0, 0]))
