import tensorflow as tf

step = tf.train.get_global_step()
rate = tf.train.cosine_decay(0.1, step - 100, 1000)
rate = tf.train.exponential_decay(0.1, epoch * 10, 1000, 0.9)
rate = make(tf.train.polynomial_decay)
rate = tf.train.exponential_decay(*arguments)
