import tensorflow as tf


def compute(vectors, sequences, images):
    return [
        tf.contrib.layers.batch_norm(vectors),
        tf.contrib.layers.batch_norm(sequences, 0.9, is_training=True),
        tf.contrib.layers.batch_norm(images, decay=0.9, center=True, scale=True, epsilon=1e-5, is_training=True),
        tf.contrib.layers.batch_norm(images, is_training=False, activation_fn=tf.nn.relu, scope='bn'),
        tf.contrib.layers.batch_norm(images, fused=False, updates_collections=None),
    ]


def tower(images, is_training):
    flat = tf.contrib.layers.flatten(images)
    flat = tf.contrib.layers.batch_norm(flat, is_training=is_training)
    steps = tf.reshape(images, [-1, 6, 3])
    return flat, tf.contrib.layers.batch_norm(steps, is_training=is_training)
