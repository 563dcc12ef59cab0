import tensorflow as tf

a = tf.nn.conv2d(x, kernel, [1, 1, 1, 1], "SAME")
b = tf.nn.max_pool(a, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
c = tf.nn.softmax(b, -1)
d = tf.nn.moments(c, [0], keepdims=True)
