import keras
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization, LayerNorm


def compute(vectors, images):
    ones = tf.constant_initializer(0.1)
    net = tf.nn.relu(FusedBatchNormalization(momentum=0.9, scale=True, fused_ranks=(2, 4))(
        keras.layers.Conv2D(4, [3, 3], padding="same", kernel_initializer=ones,
                            use_bias=False,
                            name="conv")(images), training=True))
    hidden = LayerNorm()(keras.layers.Dense(3, kernel_initializer=ones, use_bias=False)(vectors))
    deeper = keras.layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="relu",
                                          depthwise_initializer=ones)(images)
    return [net, hidden, deeper]
