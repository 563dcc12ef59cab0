import tensorflow as tf

tf = wrap(tf)
y = tf.log(x)
