import tensorflow as tf
from tensorflow.contrib import layers

from tf1_semantics import learn_crossed_column, learn_embedding_column

job = tf.feature_column.categorical_column_with_hash_bucket("job", 1000)
town = tf.feature_column.categorical_column_with_vocabulary_list(
    "town", vocabulary_list=["a", "b"], default_value=0)
known = learn_crossed_column([job, town], hash_bucket_size=50, hash_key=7)
# TODO(migrator): MIG291 without a hash_key it hashes otherwise than any column of today
unknown = layers.crossed_column([job, town], hash_bucket_size=50)
# TODO(migrator): MIG100 sparse_column_with_integerized_feature is given a combiner
means = layers.sparse_column_with_integerized_feature("id", bucket_size=9, combiner="mean")
# TODO(migrator): MIG100 embedding_column is given ckpt_to_load_from
restored = layers.embedding_column(job, 8, ckpt_to_load_from="model", tensor_name_in_ckpt="w")
drawn = learn_embedding_column(job, dimension=8)
# TODO(migrator): MIG100 real_valued_column of a dimension that is not known
wide = tf.contrib.layers.real_valued_column("wide", dimension=None)
spec = tf.feature_column.make_parse_example_spec(
    [job, tf.feature_column.indicator_column(town)])
