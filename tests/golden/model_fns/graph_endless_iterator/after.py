import itertools

import numpy as np
import tensorflow as tf

from tf1_semantics import EstimatorSpec, ScopedEstimator, dense


def model_fn(features, labels, mode, params):
    scales = itertools.cycle(params["scales"])
    net = features["x"]
    for scale, _ in zip(scales, range(params["rounds"])):
        net = net * scale
    logits = dense(net, 1)
    if mode == "infer":
        return EstimatorSpec(mode, predictions={"score": logits})
    loss = tf.compat.v1.losses.mean_squared_error(labels, logits)
    train_op = tf.compat.v1.train.GradientDescentOptimizer(0.01).minimize(
        loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = ScopedEstimator(model_fn, params={"scales": [0.5, 3.0], "rounds": 3})
x = np.random.RandomState(0).rand(64, 3).astype(np.float32)
y = x.sum(axis=1, keepdims=True)


def input_fn():
    dataset = tf.data.Dataset.from_tensor_slices(({"x": x}, y))
    return dataset.repeat().batch(16)


estimator.train(input_fn, steps=20)
print(estimator.evaluate(input_fn, steps=2))
