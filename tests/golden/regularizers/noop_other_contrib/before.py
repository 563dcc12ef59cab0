import tensorflow as tf
from mxnet import contrib

a = contrib.layers.l2_regularizer(0.01), tf.float32
