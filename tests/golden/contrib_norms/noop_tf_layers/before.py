import tensorflow as tf

net = tf.layers.batch_normalization(net, training=True)
