tf = object()
net = tf.layers.dense(x, 10)
