import tensorflow as tf
from tensorflow.contrib import lookup

LABELS = [' <=50K', ' >50K']


def parse_label_column(label_string_tensor):
    # Build a Hash Table inside the graph
    table = tf.contrib.lookup.index_table_from_tensor(tf.constant(LABELS))
    return table.lookup(label_string_tensor)


def tables(path):
    words = tf.contrib.lookup.index_table_from_file(
        vocabulary_file=path, num_oov_buckets=1, vocab_size=100, default_value=-1, name='words')
    tags = lookup.string_to_index_table_from_file(path, num_oov_buckets=2, hasher_spec=lookup.FastHashSpec)
    strong = lookup.index_table_from_file(path, 2, hasher_spec=lookup.StrongHashSpec([1, 2]))
    back = lookup.index_to_string_table_from_tensor(mapping=LABELS, default_value='?')
    return words, tags, strong, back, lookup.index_to_string_table_from_file(path, 10)
