import tensorflow as tf


def compute(vectors):
        # Eight blanks, as somebody liked it.
        total = tf.reduce_sum(
                vectors,
                reduction_indices = [1],   # over the features
                # not over the batch
                keep_dims = True,
        )
        product = tf.reduce_prod(vectors, keep_dims=True, reduction_indices=0); rest = tf.log( total*total )
        return [total, product, rest]
