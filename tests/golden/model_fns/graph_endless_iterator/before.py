import itertools

import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode, params):
    scales = itertools.cycle(params["scales"])
    net = features["x"]
    for scale, _ in zip(scales, range(params["rounds"])):
        net = net * scale
    logits = tf.layers.dense(net, 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"score": logits})
    loss = tf.losses.mean_squared_error(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn, params={"scales": [0.5, 3.0], "rounds": 3})
x = np.random.RandomState(0).rand(64, 3).astype(np.float32)
y = x.sum(axis=1, keepdims=True)
input_fn = tf.estimator.inputs.numpy_input_fn({"x": x}, y, 16, num_epochs=None, shuffle=False)
estimator.train(input_fn, steps=20)
print(estimator.evaluate(input_fn, steps=2))
