"""Layers that are shared by the networks."""
import tensorflow as tf


def init():
    return tf.constant_initializer(0.25)


def layer_norm(x, name=None):
    """Normalizes the last dimension."""
    with tf.variable_scope(name, default_name='layer_norm'):
        size = x.shape[-1].value
        scale = tf.get_variable('scale', [size], initializer=tf.ones_initializer())
        shift = tf.get_variable('shift', [size], initializer=tf.zeros_initializer())
        mean, variance = tf.nn.moments(x, [-1], keep_dims=True)
        return (x - mean) * tf.rsqrt(variance + 1e-6) * scale + shift


def residual(x, size):
    with tf.variable_scope(None, 'residual'):
        h = tf.layers.dense(x, size, tf.nn.tanh, kernel_initializer=tf.initializers.identity(gain=0.8), name='in')
        h = tf.layers.dense(h, x.shape[-1].value, kernel_initializer=init(), name='out')
        return x + h
