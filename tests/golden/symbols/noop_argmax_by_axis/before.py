import tensorflow as tf

best = tf.argmax(logits, axis=1, output_type=tf.int32)
first = tf.argmax(logits, 1)
last = tf.math.argmin(logits)
