import tensorflow as tf
from tensorflow.contrib import layers


def compute(vectors, images):
    ones = tf.constant_initializer(0.1)
    net = layers.conv2d(images, 4, [3, 3], weights_initializer=ones, normalizer_fn=layers.batch_norm,
                        normalizer_params={"is_training": True, "decay": 0.9, "scale": True}, scope="conv")
    hidden = layers.fully_connected(vectors, 3, activation_fn=None, weights_initializer=ones,
                                    normalizer_fn=tf.contrib.layers.layer_norm)
    deeper = layers.separable_conv2d(images, None, 3, 2, weights_initializer=ones)
    return [net, hidden, deeper]
