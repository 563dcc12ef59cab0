import tensorflow as tf

# TODO(migrator): MIG101 tf.train.AdamOptimizer: a ** argument hides which parameters are given
optimizer = tf.train.AdamOptimizer(**config)
# TODO(migrator): MIG131 tf.contrib.opt.AddSignOptimizer: no Keras optimizer has this rule
optimizer = tf.contrib.opt.AddSignOptimizer(0.01)
# TODO(migrator): MIG102 decay: give the optimizer keras.optimizers.schedules.InverseTimeDecay as learning_rate
optimizer = tf.keras.optimizers.Adam(decay=1e-6)
# TODO(migrator): MIG131 tf.train.SyncReplicasOptimizer: a tf.distribute strategy does this, outside of the optimizer
optimizer = tf.train.SyncReplicasOptimizer(optimizer, 4)
