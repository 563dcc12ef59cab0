import tensorflow as tf

net = tf.layers.conv2d(x, 8, 3)
net = tf.layers.dense(net, 8)
