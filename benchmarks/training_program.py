"""A program to measure: trains an MLP or a CNN, and prints the steps per second of each round.

    python training_program.py mlp|cnn STEPS ROUNDS
"""
import sys
import time

import numpy as np
import tensorflow.compat.v1 as tf

tf.logging.set_verbosity(tf.logging.ERROR)

X = np.random.RandomState(0).rand(2048, 784).astype(np.float32)
Y = np.random.RandomState(1).randint(0, 10, 2048).astype(np.int32)


def model_fn(features, labels, mode, params):
    net = features["x"]
    if params["kind"] == "cnn":
        net = tf.reshape(net, [-1, 28, 28, 1])
        net = tf.layers.conv2d(net, 16, 3, activation=tf.nn.relu)
        net = tf.layers.max_pooling2d(net, 2, 2)
        net = tf.layers.conv2d(net, 32, 3, activation=tf.nn.relu)
        net = tf.layers.max_pooling2d(net, 2, 2)
        net = tf.layers.flatten(net)
        net = tf.layers.dense(net, 128, tf.nn.relu)
    else:
        net = tf.layers.dense(net, 256, tf.nn.relu)
        net = tf.layers.dense(net, 128, tf.nn.relu)
    logits = tf.layers.dense(net, 10)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(0.001).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    return tf.data.Dataset.from_tensor_slices(({"x": X}, Y)).repeat().batch(128)


def main(kind, steps, rounds):
    estimator = tf.estimator.Estimator(model_fn, params={"kind": kind})
    estimator.train(input_fn, steps=20)
    for _ in range(rounds):
        start = time.time()
        estimator.train(input_fn, steps=steps)
        print(steps / (time.time() - start))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
