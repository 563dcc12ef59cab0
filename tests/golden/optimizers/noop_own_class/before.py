import tensorflow as tf


class AdamOptimizer(tf.Module):
    pass


optimizer = AdamOptimizer(0.1, beta1=0.5)
