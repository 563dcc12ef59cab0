import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode):
    out = tf.layers.dense(features, 1)
    loss = tf.losses.mean_squared_error(labels, out)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, predictions=out)


def data():
    return tf.data.Dataset.from_tensors((np.ones((8, 3), np.float32), np.ones((8, 1), np.float32)))


def later(n):
    return lambda: data().repeat(n).make_one_shot_iterator().get_next()


est = tf.estimator.Estimator(model_fn)
est.train(lambda: data().repeat(3).make_one_shot_iterator().get_next())
est.train(later(2))
print(est.evaluate(lambda: data().make_one_shot_iterator().get_next())['global_step'])
