import tensorflow as tf

decay = tf.train.latest_checkpoint("decay")
