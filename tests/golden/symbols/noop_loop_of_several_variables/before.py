import tensorflow as tf

i, total = tf.while_loop(lambda i, t: i < 3, lambda i, t: (i + 1, t + i), [0, 0], parallel_iterations=1)
