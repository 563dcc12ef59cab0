import tensorflow as tf

optimizer = tf.train.AdamOptimizer(**config)
optimizer = tf.contrib.opt.AddSignOptimizer(0.01)
optimizer = tf.keras.optimizers.Adam(decay=1e-6)
optimizer = tf.train.SyncReplicasOptimizer(optimizer, 4)
