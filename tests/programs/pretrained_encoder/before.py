"""Pretrains an encoder, then starts a classifier from its checkpoint with init_from_checkpoint."""
import os
import tempfile

import numpy as np
import tensorflow as tf

base = tempfile.mkdtemp()
rng = np.random.RandomState(2)
x = rng.rand(64, 6).astype(np.float32)
labels = (x[:, 0] > x[:, 3]).astype(np.int32)


def encode(x):
    with tf.variable_scope("encoder"):
        h = tf.layers.dense(x, 5, tf.nn.tanh, kernel_initializer=tf.constant_initializer(0.2), name="fc")
    return h


def autoencoder_fn(features, labels, mode):
    h = encode(features)
    with tf.variable_scope("decoder"):
        r = tf.layers.dense(h, 6, kernel_initializer=tf.constant_initializer(0.1), name="fc")
    loss = tf.losses.mean_squared_error(features, r)
    op = tf.train.AdamOptimizer(0.02).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=op)


def classifier_fn(features, labels, mode, params):
    h = encode(features)
    logits = tf.layers.dense(h, 2, kernel_initializer=tf.zeros_initializer(), name="head")
    if params["init"]:
        tf.train.init_from_checkpoint(params["init"], {"encoder/": "encoder/"})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    op = tf.train.GradientDescentOptimizer(0.2).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=op,
                                      eval_metric_ops={"acc": tf.metrics.accuracy(labels, tf.argmax(logits, 1))})


def input_fn():
    return tf.data.Dataset.from_tensor_slices((x, labels)).batch(16).repeat()


pre = tf.estimator.Estimator(autoencoder_fn, os.path.join(base, "pre"))
pre.train(input_fn, steps=30)
print("reconstruction %.5f" % pre.evaluate(input_fn, steps=4)["loss"])
clf = tf.estimator.Estimator(classifier_fn, os.path.join(base, "clf"), params={"init": tf.train.latest_checkpoint(os.path.join(base, "pre"))})
clf.train(input_fn, steps=12)
r = clf.evaluate(input_fn, steps=4)
print("classifier %.7f %.4f" % (r["loss"], r["acc"]))
print(tf.train.load_variable(os.path.join(base, "pre"), "encoder/fc/kernel")[0])
print([name for name, _ in tf.train.list_variables(os.path.join(base, "clf"))])

# The same weights again, without the model_fn's help.
for name, warm_start_from in (
        ("all", os.path.join(base, "pre")),
        ("encoder", tf.estimator.WarmStartSettings(os.path.join(base, "pre"), vars_to_warm_start="encoder")),
        ("kernel", tf.estimator.WarmStartSettings(os.path.join(base, "pre"), vars_to_warm_start=["encoder/fc/kernel"]))):
    again = tf.estimator.Estimator(autoencoder_fn, os.path.join(base, name), warm_start_from=warm_start_from)
    again.train(input_fn, steps=1)
    print(name, "%.7f" % again.evaluate(input_fn, steps=4)["loss"], again.get_variable_value("decoder/fc/bias")[:2])
