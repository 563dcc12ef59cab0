# -*- coding: utf-8 -*-
"""
A small fully connected net on full-batch epochs.
The order within an epoch is shuffled but every batch is one whole epoch.
"""
import os
import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers as contrib_layers

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'
tf.logging.set_verbosity(tf.logging.WARN)

BATCH_SIZE = 48
EPOCHS = 30

X = np.random.RandomState(1).uniform(-2, 2, size=(BATCH_SIZE, 2)).astype(np.float32)
Y = (np.hypot(X[:, 0], X[:, 1]) < 1.3).astype(np.float32).reshape(-1, 1)


def model_fn(features, labels, mode, params):
    l2 = contrib_layers.l2_regularizer(scale=params['l2'])
    h = tf.layers.dense(features, 8, tf.nn.relu, kernel_regularizer=l2,
                        kernel_initializer=tf.constant_initializer(np.linspace(-1, 1.2, 16)))
    h = tf.layers.dense(h, 5, tf.nn.relu, kernel_regularizer=l2,
                        kernel_initializer=tf.constant_initializer(np.linspace(-.8, 1, 40)))
    logits = tf.layers.dense(h, 1, kernel_initializer=tf.constant_initializer(np.linspace(-1, 1, 5)))

    predictions = {
        'prob': tf.nn.sigmoid(logits)
    }

    if mode == tf.contrib.learn.ModeKeys.INFER:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    loss = tf.losses.sigmoid_cross_entropy(labels, logits)
    reg = tf.reduce_sum(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))
    loss = loss + reg

    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(
            mode, loss=loss,
            eval_metric_ops={'acc': tf.metrics.accuracy(labels, tf.round(predictions['prob']))})

    train_op = tf.train.AdamOptimizer(params['lr']).minimize(loss, global_step=tf.contrib.framework.get_or_create_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn(is_training):
    ds = tf.data.Dataset.from_tensor_slices((X, Y))
    if is_training:
        ds = ds.shuffle(1000).repeat(EPOCHS)
    ds = ds.batch(BATCH_SIZE)
    iterator = ds.make_one_shot_iterator()
    return iterator.get_next()


def main():
    est = tf.estimator.Estimator(model_fn, params={'lr': 0.03, 'l2': 0.01})
    est.train(lambda: input_fn(True))
    print("%(global_step)d steps, loss %(loss).4f, acc %(acc).4f" % est.evaluate(lambda: input_fn(False)))
    probs = [float(p['prob']) for p in est.predict(lambda: input_fn(False))]
    print("mean %.4f min %.4f max %.4f" % (np.mean(probs), min(probs), max(probs)))


if __name__ == '__main__':
    main()
