import tensorflow as tf

y = tf.layers.dense(x, 3)
loss = tf.losses.get_total_loss()
step = tf.train.get_global_step()
summary = tf.summary.scalar("loss", loss)
start = tf.zeros_initializer()
