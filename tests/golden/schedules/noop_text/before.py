import tensorflow as tf

# tf.train.exponential_decay(0.1, step, 100, 0.9)
help = "tf.train.cosine_decay"
