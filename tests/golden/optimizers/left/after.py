import tensorflow as tf

from tf1_semantics import AddSign

# TODO(migrator): MIG101 tf.train.AdamOptimizer: a ** argument hides which parameters are given
optimizer = tf.train.AdamOptimizer(**config)
optimizer = AddSign(0.01)
# TODO(migrator): MIG102 decay: give the optimizer keras.optimizers.schedules.InverseTimeDecay as learning_rate
optimizer = tf.keras.optimizers.Adam(decay=1e-6)
# TODO(migrator): MIG131 tf.train.SyncReplicasOptimizer: a tf.distribute strategy does this, outside of the optimizer
optimizer = tf.train.SyncReplicasOptimizer(optimizer, 4)
