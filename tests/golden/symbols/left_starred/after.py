import tensorflow as tf


def ops(args, options):
    first = tf.in_top_k(*args)
    # TODO(migrator): MIG101 tf.count_nonzero: a ** argument hides which parameters are given
    second = tf.count_nonzero(values, **options)
    return tf.math.log(*args), first, second
