import tensorflow as tf
from ops import batch_norm, layer_norm

net = layer_norm(batch_norm(tf.nn.relu(net)))
