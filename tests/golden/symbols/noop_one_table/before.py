import tensorflow as tf

vectors = tf.nn.embedding_lookup(table, ids)
more = tf.nn.embedding_lookup(params=[table], ids=ids, name="more")
bags = tf.nn.embedding_lookup_sparse(table, ids, None, combiner="mean")
