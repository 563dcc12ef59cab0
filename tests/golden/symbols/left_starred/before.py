import tensorflow as tf


def ops(args, options):
    first = tf.in_top_k(*args)
    second = tf.count_nonzero(values, **options)
    return tf.log(*args), first, second
