y = tf.log(x)
