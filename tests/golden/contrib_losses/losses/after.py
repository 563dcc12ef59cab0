import keras
import tensorflow as tf

from tf1_semantics import cosine_distance, hinge_loss, log_loss, weighted_loss


def compute(logits, probabilities, labels, one_hot, binary, weights):
    return {
        "sparse": tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)),
        "weighted": weighted_loss(
            keras.losses.categorical_crossentropy(
                one_hot, logits, from_logits=True, label_smoothing=0.1), weights),
        "of_slim": tf.reduce_mean(
            keras.losses.categorical_crossentropy(one_hot, logits, from_logits=True)),
        "squared": tf.reduce_mean(keras.losses.mean_squared_error(binary, logits)),
        "log": tf.reduce_mean(0.5 * log_loss(binary, probabilities, epsilon=1e-3)),
        "hinge": hinge_loss(binary, logits),  # of the elements
        "distance": tf.reduce_mean(cosine_distance(one_hot, probabilities, axis=1)),
        "sigmoid": tf.reduce_mean(keras.losses.binary_crossentropy(
            binary,  # the outputs
            logits,
            from_logits=True)),
    }
