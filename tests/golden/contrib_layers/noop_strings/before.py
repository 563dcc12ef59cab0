import tensorflow as tf

NAME = "tf.contrib.layers.fully_connected"
net = tf.nn.relu(x, name='fully_connected')
