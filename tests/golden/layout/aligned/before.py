"""Lines aligned with the brackets."""
import numpy as np
import tensorflow as tf


def block(inputs, filters, kernel):
    conv = tf.layers.conv2d(inputs, filters, 3, padding='same', activation=tf.nn.relu,
                            kernel_initializer=tf.constant_initializer(kernel))
    return tf.layers.conv2d(conv, filters, 1,
                            use_bias=False,
                            bias_initializer=tf.zeros_initializer())


def model_fn(features, labels, mode, params):
    net = block(features, params['filters'], np.linspace(-1, 1, 9 * 3 * params['filters']))
    logits = tf.layers.dense(tf.reduce_mean(net, axis=[1, 2]), params['classes'],
                             name='logits')
    loss = tf.losses.softmax_cross_entropy(tf.one_hot(labels, params['classes']), logits)
    metrics = {'accuracy': tf.metrics.accuracy(labels,
                                               tf.argmax(logits, axis=1)),
               'error': tf.metrics.mean_squared_error(tf.one_hot(labels, params['classes']),
                                                      tf.nn.softmax(logits))}
    optimizer = tf.train.MomentumOptimizer(learning_rate=params['learning_rate'],
                                           momentum=0.9)
    train_op = optimizer.minimize(loss,
                                  global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, {'logits': logits}, loss, train_op, metrics)
