import tensorflow as tf

with tf.name_scope("tower"):
    y = x + 1
with tf.name_scope(name=scope) as inner:
    z = y
