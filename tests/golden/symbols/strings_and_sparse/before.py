import tensorflow as tf


def compute(vectors):
    words = tf.string_split(tf.constant(["a b", "c"]), " ")
    lengths = tf.string_to_number(tf.constant(["1", "2.5"]), tf.float32)
    buckets = tf.string_to_hash_bucket_fast(words.values, 10)
    dense = tf.sparse_tensor_to_dense(words, default_value="")
    joined = tf.reduce_join(dense, reduction_indices=1, separator="-")
    sparse = tf.SparseTensor(indices=[[0, 1], [2, 0]], values=[5.0, 6.0], dense_shape=[3, 2])
    total = tf.sparse_reduce_sum(sparse, 1, keep_dims=True)
    product = tf.sparse_tensor_dense_matmul(sparse, vectors[:2])
    scattered = tf.sparse_to_dense([[0, 1]], [2, 2], [7])
    difference, _ = tf.setdiff1d([1, 2, 3], [2])
    return [tf.shape(dense), lengths, buckets, tf.strings.length(joined), total, product, scattered, difference]
