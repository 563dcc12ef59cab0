import keras
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


def compute(vectors, sequences, images):
    return [
        FusedBatchNormalization(momentum=0.999, scale=False, fused_ranks=(2, 4))(vectors, training=True),
        FusedBatchNormalization(momentum=0.9, scale=False, fused_ranks=(2, 4))(sequences, training=True),
        FusedBatchNormalization(
            momentum=0.9, center=True, scale=True, epsilon=1e-5, fused_ranks=(2, 4)
        )(images, training=True),
        tf.nn.relu(FusedBatchNormalization(
            momentum=0.999, scale=False, fused_ranks=(2, 4), name='bn'
        )(images, training=False)),
        keras.layers.BatchNormalization(momentum=0.999, scale=False)(images, training=True),
    ]


def tower(images, is_training):
    flat = tf.contrib.layers.flatten(images)
    flat = FusedBatchNormalization(momentum=0.999, scale=False, fused_ranks=(2, 4))(flat, training=is_training)
    steps = tf.reshape(images, [-1, 6, 3])
    return flat, keras.layers.BatchNormalization(momentum=0.999, scale=False)(steps, training=is_training)
