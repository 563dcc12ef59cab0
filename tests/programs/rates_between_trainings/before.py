"""A rate for each epoch: by a module's name, by a configuration, and by new Estimators over one model_dir."""
import tempfile

import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)
LEARNING_RATE = 0.2


class Config:
    rate = 0.1
    momentum = 0.5


def input_fn():
    x = np.arange(8, dtype=np.float32).reshape(8, 1) / 8
    return tf.data.Dataset.from_tensor_slices((x, 3 * x + 1)).batch(4)


def predict_input_fn():
    return tf.data.Dataset.from_tensor_slices(np.float32([[0], [1]])).batch(2)


def by_name(features, labels, mode):
    y = tf.layers.dense(features, 1, kernel_initializer=tf.zeros_initializer())
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=y)
    loss = tf.losses.mean_squared_error(labels, y)
    train_op = tf.train.GradientDescentOptimizer(LEARNING_RATE).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def by_config(features, labels, mode):
    y = tf.layers.dense(features, 1, kernel_initializer=tf.zeros_initializer())
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=y)
    loss = tf.losses.mean_squared_error(labels, y)
    optimizer = tf.train.MomentumOptimizer(Config.rate, Config.momentum)
    train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def by_params(features, labels, mode, params):
    y = tf.layers.dense(features, 1, kernel_initializer=tf.zeros_initializer())
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=y)
    loss = tf.losses.mean_squared_error(labels, y)
    optimizer = tf.train.AdamOptimizer(learning_rate=params['rate'])
    train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)



def decay():
    Config.rate *= 0.5


estimator = tf.estimator.Estimator(by_name)
for epoch in range(3):
    # Each epoch has half the rate of the one before.
    LEARNING_RATE = 0.2 * 0.5 ** epoch
    estimator.train(input_fn)
    print(epoch, ['%.5f' % y[0] for y in estimator.predict(predict_input_fn)])

configured = tf.estimator.Estimator(by_config)
for epoch in range(3):
    configured.train(input_fn)
    decay()
    print(epoch, ['%.5f' % y[0] for y in configured.predict(predict_input_fn)])

model_dir = tempfile.mkdtemp()
for epoch, rate in enumerate([0.1, 0.05, 0.01]):
    resumed = tf.estimator.Estimator(by_params, model_dir=model_dir, params={'rate': rate})
    resumed.train(input_fn)
    print(epoch, ['%.5f' % y[0] for y in resumed.predict(predict_input_fn)])
