import tensorflow as tf

"""Use tf.log and tf.reduce_sum(x, keep_dims=True)."""
MESSAGE = "tf.to_float(x) is gone"  # tf.where(a, b, c)
