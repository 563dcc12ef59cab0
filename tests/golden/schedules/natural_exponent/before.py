import tensorflow as tf

global_step = tf.train.get_global_step()
a = tf.train.natural_exp_decay(0.1, global_step, 10, 0.5)
b = tf.train.natural_exp_decay(0.1, global_step, 10, decay_rate=k + 1, staircase=True)
c = tf.train.natural_exp_decay(0.1, global_step, 10, k)
