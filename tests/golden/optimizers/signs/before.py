import tensorflow as tf

adds = tf.contrib.opt.AddSignOptimizer(0.01, alpha=0.5)
powers = tf.contrib.opt.PowerSignOptimizer(learning_rate=0.01, use_locking=True)
decays = tf.contrib.opt.AddSignOptimizer(0.01, sign_decay_fn=tf.contrib.opt.get_linear_decay_fn(100))
regular = tf.contrib.opt.RegAdagradOptimizer(0.1)
