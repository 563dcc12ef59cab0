import tensorflow as tf

rmsprop = tf.train.RMSPropOptimizer(FLAGS.lr, decay=0.95, momentum=0.5)
centered = tf.train.RMSPropOptimizer(FLAGS.lr, centered=True)
proximal = tf.train.ProximalAdagradOptimizer(0.1, l1_regularization_strength=0.001)
decayed = tf.contrib.opt.AdamWOptimizer(1e-4, 0.001)
