import tensorflow as tf


def network(x):
    x = tf.layers.dense(x, 8, kernel_initializer=tf.random_uniform_initializer())
    x = tf.layers.dense(x, 8, kernel_initializer=tf.random_uniform_initializer(-0.1, 0.1))
    x = tf.layers.dense(x, 8, kernel_initializer=tf.random_uniform_initializer(maxval=2.0, seed=1))
    x = tf.layers.dense(x, 8, kernel_initializer=tf.random_uniform_initializer(-1, None))
    x = tf.layers.dense(x, 8, kernel_initializer=tf.random_normal_initializer())
    x = tf.layers.dense(x, 8, kernel_initializer=tf.random_normal_initializer(0.0, 0.02, None, tf.float32))
    x = tf.layers.dense(x, 8, kernel_initializer=tf.initializers.random_normal(mean=0.1))
    x = tf.layers.dense(x, 8, kernel_initializer=tf.truncated_normal_initializer(stddev=0.1, dtype=tf.float32))
    x = tf.layers.dense(x, 8, kernel_initializer=tf.initializers.truncated_normal())
    x = tf.layers.dense(x, 8, kernel_initializer=tf.variance_scaling_initializer(2.0, mode='fan_out'))
    x = tf.layers.dense(x, 8, kernel_initializer=tf.uniform_unit_scaling_initializer(factor=1.43))
    x = tf.layers.dense(x, 8, kernel_initializer=tf.glorot_uniform_initializer())
    x = tf.layers.dense(x, 8, kernel_initializer=tf.initializers.he_normal(seed=3))
    return tf.layers.dense(x, 8, kernel_initializer=tf.orthogonal_initializer(gain=0.5))
