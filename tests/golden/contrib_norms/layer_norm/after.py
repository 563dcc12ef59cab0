import keras
import tensorflow as tf

from tf1_semantics import LayerNorm


def compute(vectors, sequences, images):
    return [
        LayerNorm()(vectors),
        keras.layers.LayerNormalization(epsilon=1e-12, name='norm')(sequences),
        LayerNorm(center=False)(images),
        tf.tanh(keras.layers.LayerNormalization(epsilon=1e-12)(tf.reshape(images, [-1, 18]))),
    ]
