import keras
from tensorflow.contrib import layers

# TODO(migrator): MIG102 tf.contrib.layers.conv2d with normalizer_params that are not written out there
net = layers.conv2d(net, 4, 3, normalizer_fn=layers.batch_norm, normalizer_params=batch_norm_params)
# TODO(migrator): MIG102 tf.contrib.layers.conv2d with a normalizer_fn that is not known
net = layers.conv2d(net, 4, 3, normalizer_fn=own_normalizer)
