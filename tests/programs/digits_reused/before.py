"""Digits by a small network that is built twice over the same variables: with dropout for training and without."""
from __future__ import print_function

import numpy as np
import tensorflow as tf

learning_rate = 0.1
num_steps = 30
batch_size = 16
num_input = 64
num_classes = 3
keep = 1.0  # Lower it to drop out.


def weights(rows, columns, seed):
    values = np.random.RandomState(seed).uniform(-0.3, 0.3, (rows, columns))
    return tf.constant_initializer(values.astype(np.float32))


def neural_net(x_dict, classes, keep_prob, reuse, is_training):
    with tf.variable_scope("net") as scope:
        if reuse:
            scope.reuse_variables()
        x = tf.reshape(x_dict["images"], [-1, num_input])
        layer_1 = tf.layers.dense(x, 12, activation=tf.nn.relu, kernel_initializer=weights(num_input, 12, 1))
        if is_training:
            layer_1 = tf.nn.dropout(layer_1, keep_prob)
        else:
            layer_1 = tf.identity(layer_1)
        return tf.layers.dense(layer_1, classes, kernel_initializer=weights(12, classes, 2))


def model_fn(features, labels, mode):
    logits_train = neural_net(features, num_classes, keep, reuse=False, is_training=True)
    logits_test = neural_net(features, num_classes, 1.0, reuse=True, is_training=False)

    pred_classes = tf.argmax(logits_test, axis=1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=pred_classes)

    loss_op = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
        logits=logits_train, labels=tf.cast(labels, dtype=tf.int32)))
    optimizer = tf.train.GradientDescentOptimizer(learning_rate=learning_rate)
    train_op = optimizer.minimize(loss_op, global_step=tf.train.get_global_step())
    acc_op = tf.metrics.accuracy(labels=labels, predictions=pred_classes)
    estim_specs = tf.estimator.EstimatorSpec(
        mode=mode, predictions=pred_classes, loss=loss_op, train_op=train_op, eval_metric_ops={"accuracy": acc_op})
    return estim_specs


rng = np.random.RandomState(0)
targets = rng.randint(0, num_classes, 96)
images = (rng.rand(96, 8, 8) + np.eye(8) * targets[:, None, None]).astype(np.float32)

model = tf.estimator.Estimator(model_fn)
input_fn = tf.estimator.inputs.numpy_input_fn(x={"images": images}, y=targets, batch_size=batch_size, num_epochs=None,
                                              shuffle=False)
model.train(input_fn, steps=num_steps)
input_fn = tf.estimator.inputs.numpy_input_fn(x={"images": images}, y=targets, batch_size=batch_size, shuffle=False)
e = model.evaluate(input_fn)
print("Testing accuracy: %.4f, loss: %.4f" % (e["accuracy"], e["loss"]))
print("Classes:", list(model.predict(input_fn))[:8])
