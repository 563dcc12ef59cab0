import tensorflow as tf

net = tf.contrib.layers.stack(net, own_layer, [4, 3])
net = tf.contrib.layers.stack(net, tf.contrib.layers.conv2d, shapes)
net = tf.contrib.layers.repeat(net, 2, tf.contrib.layers.dropout, 0.5)
net = tf.contrib.layers.repeat(*arguments)
