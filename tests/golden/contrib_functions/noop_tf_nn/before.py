import tensorflow as tf

probabilities = tf.nn.softmax(logits)
unit = tf.nn.l2_normalize(vectors, 1)
