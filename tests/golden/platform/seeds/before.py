import tensorflow as tf

tf.set_random_seed(1234)
tf.random.set_random_seed(seed=FLAGS.seed)
