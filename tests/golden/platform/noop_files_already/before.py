import tensorflow as tf

if tf.io.gfile.exists(path):
    tf.io.gfile.rmtree(path)
text = tf.io.gfile.GFile(path).read()
