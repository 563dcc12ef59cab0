import tensorflow as tf


def compute(vectors):
        # Eight blanks, as somebody liked it.
        total = tf.reduce_sum(
                vectors,
                axis = [1],   # over the features
                # not over the batch
                keepdims = True,
        )
        product = tf.reduce_prod(vectors, keepdims=True, axis=0); rest = tf.math.log( total*total )
        return [total, product, rest]
