import tensorflow as tf


def make(params):
    optimizer = tf.train.GradientDescentOptimizer(params["lr"])
    if params["use_tpu"]:
        sharded = tf.contrib.tpu.CrossShardOptimizer(optimizer)
    return tf.tpu.CrossShardOptimizer(
        # Over all cores.
        opt=optimizer, name="sharded")
