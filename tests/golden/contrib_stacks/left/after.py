import keras
import tensorflow as tf

# TODO(migrator): MIG102 tf.contrib.layers.stack of a function that is no layer of contrib
net = tf.contrib.layers.stack(net, own_layer, [4, 3])
# TODO(migrator): MIG102 tf.contrib.layers.stack of layers with arguments that are not written out there
net = tf.contrib.layers.stack(net, tf.contrib.layers.conv2d, shapes)
# TODO(migrator): MIG102 tf.contrib.layers.repeat of layers that are more than one, or behave otherwise in training
net = tf.contrib.layers.repeat(net, 2, tf.contrib.layers.dropout, 0.5)
# TODO(migrator): MIG101 tf.contrib.layers.repeat with star arguments
net = tf.contrib.layers.repeat(*arguments)
