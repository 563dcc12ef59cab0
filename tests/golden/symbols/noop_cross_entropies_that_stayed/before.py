import tensorflow as tf

a = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=z)
b = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=z)
c = tf.nn.l2_loss(w)
