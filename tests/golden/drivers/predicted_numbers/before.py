"""Prices, and all the ways in which a program makes numbers of what was predicted."""
import itertools
import math

import numpy as np
import tensorflow as tf

SIZES = np.linspace(0.5, 2.0, 12).reshape(12, 1).astype(np.float32)
PRICES = 3.0 * SIZES + 1.0


def model_fn(features, labels, mode):
    hidden = tf.layers.dense(features["size"], 4, tf.nn.relu, kernel_initializer=tf.ones_initializer())
    price = tf.layers.dense(hidden, 1, kernel_initializer=tf.ones_initializer())
    doubled = tf.concat([price], axis=1) * 2.0
    predictions = {"price": price, "doubled": doubled, "unit": tf.argmax(hidden, axis=1)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    loss = tf.losses.mean_squared_error(labels, price)
    train_op = tf.train.GradientDescentOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    return tf.data.Dataset.from_tensor_slices(({"size": SIZES}, PRICES)).batch(4)


def show(index, prediction):
    print("%d: %.4f in unit %d" % (index, prediction["doubled"], prediction["unit"]))


estimator = tf.estimator.Estimator(model_fn)
estimator.train(input_fn, steps=6)

for index, prediction in enumerate(estimator.predict(input_fn)):
    show(index, prediction)

predictions = list(estimator.predict(input_fn))
total = sum(float(p["price"]) for p in predictions)
print("sum %.4f, first %.4f, root %.4f" % (total, predictions[0]["price"], math.sqrt(predictions[1]["doubled"])))
print([int(unit) for unit in [p["unit"] for p in predictions[:3]]])
for size, prediction in zip(SIZES, itertools.islice(estimator.predict(input_fn), 2)):
    print("%s costs %.3f" % (size[0], prediction["price"]), round(float(prediction["doubled"]), 3))
first = next(estimator.predict(input_fn=input_fn))
value = first["doubled"]
print(f"{float(value):.4f}", len("%s" % value), float(SIZES[0, 0]))
