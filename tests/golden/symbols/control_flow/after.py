import tensorflow as tf


def compute(vectors):
    last = tf.compat.v1.while_loop(lambda i: i < 5, lambda i: i + 1, [tf.constant(0)])
    _, power = tf.while_loop(
        lambda i, x: i < 3,
        lambda i, x: (i + 1, 2.0 * x),
        (0, vectors), name="power")
    branch = tf.cond(last > 3, true_fn=lambda: vectors, false_fn=lambda: -vectors)
    only = tf.cond(last > 3, lambda: vectors, lambda: -vectors)
    strict = tf.compat.v1.cond(
        last > 3, lambda: [vectors], lambda: [-vectors], strict=True)
    with tf.control_dependencies([tf.assert_greater(last, 3, message="too few")]):
        checked = tf.identity(vectors)
    return [last, power, branch, only + 1.0, strict[0], checked]
