import tensorflow as tf
from tensorflow.contrib import layers

net = layers.conv2d(net, 4, 3, normalizer_fn=layers.batch_norm, normalizer_params=batch_norm_params)
net = layers.conv2d(net, 4, 3, normalizer_fn=own_normalizer)
