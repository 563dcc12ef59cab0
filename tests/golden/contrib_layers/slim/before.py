import tensorflow as tf
import tensorflow.contrib.slim as slim


def lenet(images, num_classes, is_training=False, dropout_keep_prob=0.5, scope='LeNet'):
  """LeNet, without its arg_scope."""
  net = slim.conv2d(images, 32, [5, 5], scope='conv1')
  net = slim.max_pool2d(net, [2, 2], 2, scope='pool1')
  net = slim.conv2d(net, 64, [5, 5], stride=2, padding='VALID', activation_fn=tf.nn.elu, scope='conv2')
  net = slim.avg_pool2d(net, [2, 2], scope='pool2')
  net = slim.flatten(net)
  net = slim.fully_connected(net, 1024, weights_regularizer=slim.l2_regularizer(0.0005), scope='fc3')
  net = slim.dropout(net, dropout_keep_prob, is_training=is_training, scope='dropout3')
  net = slim.dropout(net, keep_prob=0.8)
  return slim.fully_connected(net, num_classes, activation_fn=None, scope='fc4')
