"""The lookup tables of `tf.contrib.lookup`."""
import functools

import tensorflow as tf


def index_table_from_tensor(mapping, num_oov_buckets=0, default_value=-1):
    """`tf.contrib.lookup.index_table_from_tensor`: gives each of `mapping` its position.

    Args:
        mapping: strings or integers: a list, or a tensor that is a constant.
        num_oov_buckets: among how many ids behind these all others are spread.
        default_value: the id of all others where `num_oov_buckets` is 0.

    Returns:
        A table, the same one for the same arguments; it may be made in a function of a Dataset.
    """
    words = tf.get_static_value(tf.convert_to_tensor(mapping))
    return index_table(tuple(words.tolist()), num_oov_buckets, default_value)


def index_table_from_file(vocabulary_file, num_oov_buckets=0, vocab_size=None, default_value=-1, key_dtype=tf.string):
    """`tf.contrib.lookup.index_table_from_file`: gives each line its number, from 0; see `index_table_from_tensor`."""
    return index_table((vocabulary_file, vocab_size, key_dtype), num_oov_buckets, default_value, from_file=True)


def kept_in_its_graph(make):
    """Decorates a function so that the same table is given for the same arguments, in each graph of TF1 another one.

    It is kept, since a table goes with the last reference to it, and may be asked for whenever a function is traced.
    """
    made = functools.cache(lambda graph, *args, **kwargs: make(*args, **kwargs))

    @functools.wraps(make)
    def kept(*args, **kwargs):
        with tf.init_scope():
            graph = None if tf.executing_eagerly() else tf.compat.v1.get_default_graph()
            return made(graph, *args, **kwargs)

    return kept


@kept_in_its_graph
def index_table(words, num_oov_buckets, default_value, from_file=False):
    if from_file:
        name, size, dtype = words
        lines, numbers = tf.lookup.TextFileIndex.WHOLE_LINE, tf.lookup.TextFileIndex.LINE_NUMBER
        rows = tf.lookup.TextFileInitializer(name, dtype, lines, tf.int64, numbers, size)
    else:
        keys = tf.constant(words, None if isinstance(words[0], bytes) else tf.int64)
        rows = tf.lookup.KeyValueTensorInitializer(keys, tf.range(len(words), dtype=tf.int64))
    if num_oov_buckets:
        return tf.lookup.StaticVocabularyTable(rows, num_oov_buckets)
    return tf.lookup.StaticHashTable(rows, default_value)


def index_to_string_table_from_tensor(mapping, default_value="UNK"):
    """`tf.contrib.lookup.index_to_string_table_from_tensor`: gives each position its string."""
    words = tf.get_static_value(tf.convert_to_tensor(mapping))
    return string_table(tuple(words.tolist()), default_value)


def index_to_string_table_from_file(vocabulary_file, vocab_size=None, default_value="UNK"):
    """`tf.contrib.lookup.index_to_string_table_from_file`: gives each number, from 0, its line."""
    return string_table((vocabulary_file, vocab_size), default_value, from_file=True)


@kept_in_its_graph
def string_table(words, default_value, from_file=False):
    if from_file:
        name, size = words
        lines, numbers = tf.lookup.TextFileIndex.WHOLE_LINE, tf.lookup.TextFileIndex.LINE_NUMBER
        rows = tf.lookup.TextFileInitializer(name, tf.int64, numbers, tf.string, lines, size)
    else:
        rows = tf.lookup.KeyValueTensorInitializer(tf.range(len(words), dtype=tf.int64), tf.constant(words))
    return tf.lookup.StaticHashTable(rows, default_value)
