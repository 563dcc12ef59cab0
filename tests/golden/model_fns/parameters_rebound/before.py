import numpy as np
import tensorflow as tf


def net(x, units=None, scale=None):
    if not units:
        units = 3
    scale = scale or 2.0
    h = tf.layers.dense(x, units, kernel_initializer=tf.ones_initializer())
    return tf.reduce_sum(h, axis=1) * scale / units


def model_fn(features, labels, mode, params=None):
    # What is not given has a default.
    params = dict({'scale': 2.0}, **(params or {}))
    out = net(features) * params['scale']
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=out)
    loss = tf.losses.mean_squared_error(labels, out)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=tf.train.GradientDescentOptimizer(0.001).minimize(loss, tf.train.get_global_step()))


def fn():
    x = np.arange(20, dtype=np.float32).reshape(10, 2)
    return tf.data.Dataset.from_tensor_slices((x, x.sum(1))).batch(5)

est = tf.estimator.Estimator(model_fn, params={'rate': 0.1})
est.train(fn)
print(list(est.predict(fn)))
