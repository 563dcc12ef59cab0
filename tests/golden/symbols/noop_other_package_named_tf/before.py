import torchfold as tf

y = tf.log(tf.reduce_sum(x, keep_dims=True))
