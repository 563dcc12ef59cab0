import tensorflow as tf

y = tf.log(x)
z = tf.layers.dense(y, 3)
tf.summary.scalar("z", z)
