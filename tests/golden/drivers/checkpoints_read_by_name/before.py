import os

import numpy as np
import tensorflow as tf

MODEL_DIR = '/tmp/linear'


def model_fn(features, labels, mode):
    with tf.variable_scope('linear'):
        w = tf.get_variable('w', [2, 1], initializer=tf.zeros_initializer())
    y = tf.squeeze(tf.layers.dense(tf.matmul(features, w), 1, name='scale'), 1)
    loss = tf.losses.mean_squared_error(labels, y)
    train_op = tf.train.AdamOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    return tf.data.Dataset.from_tensor_slices((np.eye(2, dtype=np.float32), np.float32([1, 2]))).repeat(4).batch(2)


estimator = tf.estimator.Estimator(model_fn, MODEL_DIR)
estimator.train(input_fn)

path = tf.train.latest_checkpoint(MODEL_DIR)
reader = tf.train.NewCheckpointReader(path)
for name in sorted(reader.get_variable_to_shape_map()):
    print(name, reader.get_tensor(name).shape)
print(tf.train.load_variable(MODEL_DIR, 'linear/w:0'))
print(tf.contrib.framework.list_variables(path), os.path.basename(path))
