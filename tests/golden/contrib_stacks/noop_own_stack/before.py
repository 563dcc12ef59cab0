import tensorflow as tf
from layers import repeat, stack

net = stack(net, tf.identity, [4, 3])
net = repeat(net, 2, tf.identity)
rows = tf.stack([a, b])
