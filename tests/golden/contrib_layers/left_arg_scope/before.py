import tensorflow as tf
slim = tf.contrib.slim


def network(x):
    with slim.arg_scope([slim.conv2d], padding='VALID'):
        return slim.conv2d(x, 8, 3)
