import tensorflow as tf

rows = tf.compat.v1.where(mask, x, y)
half = tf.compat.v1.div(x, y)
small = tf.compat.v1.image.resize_bilinear(x, [2, 2])
config = tf.compat.v1.ConfigProto()
