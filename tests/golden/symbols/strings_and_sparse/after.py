import tensorflow as tf


def compute(vectors):
    words = tf.compat.v1.string_split(tf.constant(["a b", "c"]), " ")
    lengths = tf.strings.to_number(tf.constant(["1", "2.5"]), tf.float32)
    buckets = tf.strings.to_hash_bucket_fast(words.values, 10)
    dense = tf.sparse.to_dense(words, default_value="")
    joined = tf.strings.reduce_join(dense, axis=1, separator="-")
    sparse = tf.SparseTensor(indices=[[0, 1], [2, 0]], values=[5.0, 6.0], dense_shape=[3, 2])
    total = tf.sparse.reduce_sum(sparse, 1, keepdims=True)
    product = tf.sparse.sparse_dense_matmul(sparse, vectors[:2])
    scattered = tf.compat.v1.sparse_to_dense([[0, 1]], [2, 2], [7])
    difference, _ = tf.compat.v1.setdiff1d([1, 2, 3], [2])
    return [tf.shape(dense), lengths, buckets, tf.strings.length(joined), total, product, scattered, difference]
