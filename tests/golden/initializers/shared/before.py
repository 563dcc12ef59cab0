import tensorflow as tf

weights = tf.truncated_normal_initializer(stddev=0.1)
repeatable = tf.random_normal_initializer(stddev=0.1, seed=1)
options = dict(kernel_initializer=tf.glorot_normal_initializer(), bias_initializer=tf.zeros_initializer())


def network(x, init=tf.random_uniform_initializer):
    with tf.variable_scope('net', initializer=tf.initializers.he_uniform()):
        x = tf.layers.dense(x, 8, kernel_initializer=weights)
        x = tf.layers.dense(x, 8, kernel_initializer=weights)
    return tf.layers.dense(x, 8, kernel_initializer=repeatable, bias_initializer=init)
