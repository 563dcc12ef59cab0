import tensorflow as tf
from tensorflow import layers


def compute(sequences, images, volumes):
    pooled = layers.max_pooling2d(images, pool_size=[2, 2], strides=2)
    return {
        'max1': layers.max_pooling1d(sequences, 2, 1, 'SAME'),
        'max2': layers.flatten(pooled, 'flat'),
        'max3': tf.layers.max_pooling3d(volumes, 2, 2, name='pool'),
        'average1': layers.average_pooling1d(inputs=sequences, pool_size=3, strides=2),
        'average2': layers.average_pooling2d(images, (3, 3), (1, 2), padding='same'),
        'average3': layers.average_pooling3d(volumes, 2, 1),
        'flat': layers.Flatten()(images),
    }
