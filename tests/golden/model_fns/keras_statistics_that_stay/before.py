# What UPDATE_OPS lacks: Keras keeps the updates of its models to itself, so the statistics stay.
import numpy as np
import tensorflow as tf
tf1 = tf.compat.v1
rng = np.random.RandomState(0)
X = (3 + rng.rand(64, 5)).astype("float32")
Y = (X @ np.arange(5)).astype("float32")


def model_fn(features, labels, mode):
    net = tf.keras.Sequential([
        tf.keras.layers.Dense(3, kernel_initializer="ones", kernel_regularizer=tf.keras.regularizers.l2(0.1)),
        tf.keras.layers.BatchNormalization(momentum=0.9),
        tf.keras.layers.Dense(1, kernel_initializer="ones")])
    pred = tf.squeeze(net(features, training=mode == tf.estimator.ModeKeys.TRAIN), -1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=pred)
    loss = tf1.losses.mean_squared_error(labels, pred)
    if mode == tf.estimator.ModeKeys.TRAIN:
        optimizer = tf1.train.GradientDescentOptimizer(0.01)
        with tf.control_dependencies(tf1.get_collection(tf1.GraphKeys.UPDATE_OPS)):
            train_op = optimizer.minimize(loss, tf1.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
    return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={"mae": tf1.metrics.mean_absolute_error(labels, pred)})


def fn():
    return tf.data.Dataset.from_tensor_slices((X, Y)).repeat(4).batch(16)

est = tf.estimator.Estimator(model_fn)
est.train(fn)
print(est.evaluate(fn))
print(list(est.predict(fn))[:2])
