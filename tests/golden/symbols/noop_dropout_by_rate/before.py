import tensorflow as tf

net = tf.nn.dropout(net, rate=0.1)
net = tf.nn.dropout(net, rate=rate, noise_shape=[1, 4], seed=1)
