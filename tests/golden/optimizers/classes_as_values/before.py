import tensorflow as tf

OPTIMIZERS = {
    "adam": tf.train.AdamOptimizer,
    "sgd": tf.train.GradientDescentOptimizer,
    "momentum": lambda lr: tf.train.MomentumOptimizer(lr, 0.9),
}
optimizer = OPTIMIZERS[FLAGS.optimizer](FLAGS.lr)
