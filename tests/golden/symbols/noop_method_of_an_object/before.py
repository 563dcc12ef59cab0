import tensorflow as tf

x = tf.constant(1.0)
y = self.log(x) + x.reduce_sum(keep_dims=True)
z = layer.where(a, b, c)
