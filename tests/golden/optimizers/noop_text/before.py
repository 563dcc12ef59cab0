import tensorflow as tf

"""tf.train.AdamOptimizer(0.1)"""
name = "AdamOptimizer"  # tf.train.AdamOptimizer
