import tensorflow as tf
from tensorflow.contrib import lookup

from tf1_semantics import (
    index_table_from_file,
    index_table_from_tensor,
    index_to_string_table_from_file,
    index_to_string_table_from_tensor,
)

LABELS = [' <=50K', ' >50K']


def parse_label_column(label_string_tensor):
    # Build a Hash Table inside the graph
    table = index_table_from_tensor(tf.constant(LABELS))
    return table.lookup(label_string_tensor)


def tables(path):
    words = index_table_from_file(
        vocabulary_file=path, num_oov_buckets=1, vocab_size=100, default_value=-1)
    tags = index_table_from_file(path, num_oov_buckets=2)
    # TODO(migrator): MIG102 hasher_spec: the tables of the support module have no such parameter
    strong = lookup.index_table_from_file(path, 2, hasher_spec=lookup.StrongHashSpec([1, 2]))
    back = index_to_string_table_from_tensor(mapping=LABELS, default_value='?')
    return words, tags, strong, back, index_to_string_table_from_file(path, 10)
