import tensorflow as tf

step = tf.train.get_global_step()
# TODO(migrator): MIG132 tf.train.cosine_decay is a function of something else than the global step itself
rate = tf.train.cosine_decay(0.1, step - 100, 1000)
# TODO(migrator): MIG132 tf.train.exponential_decay is a function of something else than the global step itself
rate = tf.train.exponential_decay(0.1, epoch * 10, 1000, 0.9)
# TODO(migrator): MIG103 tf.train.polynomial_decay is used as a value
rate = make(tf.train.polynomial_decay)
# TODO(migrator): MIG101 tf.train.exponential_decay: a starred argument hides which parameters are given
rate = tf.train.exponential_decay(*arguments)
