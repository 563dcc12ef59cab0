import tensorflow as tf
slim = tf.contrib.slim


def network(x):
    with slim.arg_scope([slim.conv2d], padding='VALID'):
        # TODO(migrator): MIG104 an arg_scope in this module may change the defaults of this layer
        return slim.conv2d(x, 8, 3)
