import tensorflow as tf

optimizer = self.tf.train.AdamOptimizer(0.1)
optimizer = hub.tf.train.AdamOptimizer(0.1)
