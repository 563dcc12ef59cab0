import tensorflow as tf

loss = tf.nn.l2_loss(x) + tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=x))
