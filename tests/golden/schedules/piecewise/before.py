import tensorflow as tf

step = tf.train.get_or_create_global_step()
a = tf.train.piecewise_constant(step, [100, 200], [1, 0.5, 0])
b = tf.train.piecewise_constant_decay(x=tf.cast(step, tf.int32), boundaries=boundaries, values=values)
c = tf.train.piecewise_constant(
    tf.train.get_global_step(),
    boundaries=[100],  # half way
    values=[1e-2, 1e-3])
