"""Uses tf.layers.dense(x, 10)."""
import tensorflow as tf

# net = tf.layers.dense(x, 10)
HELP = 'tf.layers.dense(inputs, units)'


def describe():
    """tf.layers.flatten is not called here."""
    return f'{HELP} and tf.layers.conv2d', tf.__version__
