import tensorflow as tf

rate = tf.train.cosine_decay(0.1, tf.train.get_global_step(), 10)  # migrator: ignore
