import tensorflow as tf
from mynets import slim

net = slim.conv2d(x, 8, 3) + tf.nn.relu(x)
