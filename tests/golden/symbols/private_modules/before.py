import tensorflow as tf
from tensorflow.python.framework import dtypes
from tensorflow.python.keras.layers import Dense, Flatten
from tensorflow.python.ops import array_ops, math_ops, metrics_impl
from tensorflow.python.ops import init_ops as init
from tensorflow.python.ops.array_ops import expand_dims

net = math_ops.cast(net, dtypes.float32)
net = math_ops.log(math_ops.add(net, 1.0))
net = array_ops.reshape(net, [-1, 4])
net = expand_dims(net, dim=1)
net = Flatten()(Dense(3)(net))
total = math_ops.reduce_sum(net, axis=1, keep_dims=True)
hidden = metrics_impl._confusion(net)
initializer = init.zeros_initializer
