import tensorflow as tf

rows = tf.where(mask)
cells = tf.where(tf.equal(x, 0), name="cells")
