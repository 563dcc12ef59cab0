"""Networks."""
import tensorflow as tf

from ops import dense_block


def encoder(inputs, hidden_units, is_training, dropout=0.0):
    """A stack of dense layers."""
    net = inputs
    for units in hidden_units:
        net = dense_block(net, units, is_training, dropout)
    return net


def focal_loss(labels, logits, gamma=2.0):
    p = tf.sigmoid(logits)
    ce = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
    p_t = labels * p + (1.0 - labels) * (1.0 - p)
    return tf.reduce_mean(tf.pow(1.0 - p_t, gamma) * ce)
