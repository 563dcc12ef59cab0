import tensorflow as tf


def network(features, is_training):
    # Convolutions.
    net = tf.layers.conv2d(
        # What comes in.
        inputs=features['image'],  # [batch, 28, 28, 1]
        # How many.
        filters=32,
        kernel_size=5,  # wide
        padding='same',
        activation=tf.nn.relu,  # as in the paper
        reuse=tf.AUTO_REUSE  # both towers
    )
    net = tf.layers.max_pooling2d(net, 2, 2)  # halves
    net = tf.layers.dropout(net, 0.25,  # a quarter
                            training=is_training)
    net = tf.layers.flatten(
        net  # to vectors
    )
    return tf.layers.dense(net, 10)  # logits
