import tensorflow as tf
from tensorflow.contrib.layers import xavier_initializer
import tensorflow.contrib.slim as slim


def network(x):
    x = tf.layers.dense(x, 8, kernel_initializer=xavier_initializer())
    x = tf.layers.conv2d(x, 8, 3, kernel_initializer=tf.contrib.layers.xavier_initializer_conv2d(uniform=False, seed=2))
    x = tf.layers.dense(x, 8, kernel_initializer=tf.contrib.layers.variance_scaling_initializer())
    x = tf.layers.dense(x, 8, kernel_initializer=slim.variance_scaling_initializer(1.0, 'FAN_AVG', uniform=True))
    init = slim.xavier_initializer()
    return tf.layers.dense(x, 8, kernel_initializer=init)
