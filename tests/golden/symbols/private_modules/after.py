import tensorflow as tf
from tensorflow.keras.layers import Dense, Flatten
from tensorflow.python.ops import metrics_impl
from tensorflow import expand_dims

net = tf.cast(net, tf.float32)
net = tf.math.log(tf.add(net, 1.0))
net = tf.reshape(net, [-1, 4])
net = expand_dims(net, axis=1)
net = Flatten()(Dense(3)(net))
total = tf.reduce_sum(net, axis=1, keepdims=True)
# TODO(migrator): MIG100 tf.python.ops.metrics_impl._confusion: the whole module is gone
hidden = metrics_impl._confusion(net)
