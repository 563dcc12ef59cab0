import tensorflow as tf
from tensorflow.contrib import layers as contrib_layers


def compute(vectors, sequences, images):
    return [
        contrib_layers.layer_norm(vectors),
        contrib_layers.layer_norm(sequences, begin_norm_axis=-1, begin_params_axis=-1, scope='norm'),
        contrib_layers.layer_norm(images, center=False),
        contrib_layers.layer_norm(tf.reshape(images, [-1, 18]), activation_fn=tf.tanh),
    ]
