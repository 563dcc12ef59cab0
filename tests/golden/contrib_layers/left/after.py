import keras
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


def network(x, data_format):
    x = tf.nn.relu(
        FusedBatchNormalization(momentum=0.999, scale=False, fused_ranks=(2, 4))(
            keras.layers.Conv2D(8, 3, padding='same', use_bias=False)(x),
            training=True))
    # TODO(migrator): MIG102 conv2d with outputs_collections is not rewritten yet
    x = tf.contrib.layers.conv2d(x, 8, 3, outputs_collections=['end_points'])
    # TODO(migrator): MIG102 data_format is not written out, and Keras has other names for its values
    x = tf.contrib.layers.conv2d(x, 8, 3, data_format=data_format)
    x = keras.layers.DepthwiseConv2D(3, padding='same', activation='relu')(x)
    x = keras.layers.Dropout(0.5, noise_shape=[1, 2])(x, training=True)
    # TODO(migrator): MIG102 embed_sequence that finds a table which another call made is not rewritten yet
    return tf.contrib.layers.embed_sequence(x, scope='words', reuse=True)
