import tensorflow as tf
from tensorflow.contrib import losses, slim


def compute(logits, probabilities, labels, one_hot, binary, weights):
    return {
        "sparse": tf.contrib.losses.sparse_softmax_cross_entropy(logits, labels),
        "weighted": losses.softmax_cross_entropy(logits, one_hot, weights=weights, label_smoothing=0.1),
        "of_slim": slim.losses.softmax_cross_entropy(logits, one_hot),
        "squared": losses.mean_squared_error(predictions=logits, labels=binary),
        "log": losses.log_loss(probabilities, binary, 0.5, epsilon=1e-3),
        "hinge": losses.hinge_loss(logits, binary),  # of the elements
        "distance": losses.cosine_distance(probabilities, labels=one_hot, dim=1),
        "sigmoid": losses.sigmoid_cross_entropy(
            logits,  # the outputs
            binary),
    }
