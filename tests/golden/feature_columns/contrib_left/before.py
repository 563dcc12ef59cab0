import tensorflow as tf
from tensorflow.contrib import layers

job = layers.sparse_column_with_hash_bucket("job", 1000, combiner="sum")
town = layers.sparse_column_with_keys("town", keys=["a", "b"], default_value=0)
known = layers.crossed_column([job, town], hash_bucket_size=50, hash_key=7)
unknown = layers.crossed_column([job, town], hash_bucket_size=50)
means = layers.sparse_column_with_integerized_feature("id", bucket_size=9, combiner="mean")
restored = layers.embedding_column(job, 8, ckpt_to_load_from="model", tensor_name_in_ckpt="w")
drawn = layers.embedding_column(job, dimension=8)
wide = tf.contrib.layers.real_valued_column("wide", dimension=None)
spec = layers.create_feature_spec_for_parsing([job, layers.one_hot_column(town)])
