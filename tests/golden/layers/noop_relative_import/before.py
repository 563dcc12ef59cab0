import tensorflow as tf
from .tensorflow import layers
from . import layers as more

net = layers.dense(more.dense(x, 10), 10)
