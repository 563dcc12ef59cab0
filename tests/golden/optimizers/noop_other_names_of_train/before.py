import tensorflow as tf

path = tf.train.latest_checkpoint(model_dir)
example = tf.train.Example()
