import keras
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization, LayerNorm

net = tf.nn.relu(LayerNorm()(FusedBatchNormalization(momentum=0.999, scale=False, fused_ranks=(2, 4))(net)))
net = keras.layers.LayerNormalization(epsilon=1e-12)(net)
