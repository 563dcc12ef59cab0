import tensorflow as tf

rmsprop = tf.train.RMSPropOptimizer(FLAGS.lr, decay=0.95, momentum=0.5)
centered = tf.train.RMSPropOptimizer(FLAGS.lr, centered=True)
proximal = tf.train.ProximalAdagradOptimizer(0.1, l1_regularization_strength=0.001)
dual = tf.train.AdagradDAOptimizer(0.1, tf.train.get_global_step(), l2_regularization_strength=0.001)
decayed = tf.contrib.opt.AdamWOptimizer(1e-4, 0.001)
decayed_momentum = tf.contrib.opt.MomentumWOptimizer(1e-4, 0.001, 0.9, use_nesterov=True)
ahead = tf.contrib.opt.NadamOptimizer(0.001, beta1=0.8)
scaled = tf.contrib.opt.LARSOptimizer(1, weight_decay=1e-5, skip_list=["batch_normalization", "bias"])
AdagradW = tf.contrib.opt.extend_with_decoupled_weight_decay(tf.train.AdagradOptimizer)
optimizer = AdagradW(weight_decay=1e-4, learning_rate=0.1)
