import tensorflow as tf

a = tf.train.GradientDescentOptimizer(1)
b = tf.train.MomentumOptimizer(learning_rate=1, momentum=0)
c = tf.train.AdamOptimizer(tf.constant(1e-3))
d = tf.train.AdamOptimizer(lr if lr else 1)
