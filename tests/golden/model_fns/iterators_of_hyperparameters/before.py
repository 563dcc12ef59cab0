import collections
import itertools

import numpy as np
import tensorflow as tf


def tower(net, sizes, rates, training):
    for size, rate in zip(sizes, rates):
        net = tf.layers.dense(net, size, tf.nn.relu)
        net = tf.layers.dropout(net, rate, training=training)
    return net


def model_fn(features, labels, mode, params):
    sizes = map(int, params["sizes"].split(","))
    scales = map(float, params["scales"].split(","))
    bounds = zip(params["low"], params["high"])
    offsets = collections.deque([0.25, 0.5])
    shifts = list(params["low"])
    signs = itertools.cycle([1.0, -1.0])
    names = iter(["score", "spare"])
    training = mode == tf.estimator.ModeKeys.TRAIN
    net = tower(features["x"], sizes, (float(rate) for rate in params["rates"]), training)
    net = net + offsets.popleft()
    # What is left of them.
    for offset in offsets:
        net = net + offset
    for scale in scales:
        net = net * scale
    for low, high in bounds:
        net = tf.clip_by_value(net, low, high)
    for _ in range(3):
        net = net * next(signs)
    net = net - shifts.pop() + next(iter(shifts))
    logits = tf.layers.dense(net, 1, name=next(names))
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"score": logits})
    loss = tf.losses.mean_squared_error(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn, params={
    "sizes": "8,4", "scales": "0.5,2.0,3.0", "rates": [0.0, 0.0], "low": [-4.0, -2.0], "high": [3.0, 2.0]})
x = np.random.RandomState(0).rand(64, 3).astype(np.float32)
y = x.sum(axis=1, keepdims=True)
input_fn = tf.estimator.inputs.numpy_input_fn({"x": x}, y, 16, num_epochs=None, shuffle=False)
estimator.train(input_fn, steps=20)
print(estimator.evaluate(input_fn, steps=2))
