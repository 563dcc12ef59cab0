import tensorflow as tf

y = tf.cond(flag, lambda: x, lambda: -x)
z = tf.cond(pred=flag, true_fn=one, false_fn=other, name="z")
