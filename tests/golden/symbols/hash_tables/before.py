import tensorflow as tf
from tensorflow.contrib import lookup

table = lookup.HashTable(
    lookup.KeyValueTensorInitializer(keys, values, key_dtype=tf.string, value_dtype=tf.int64), -1)
columns = tf.contrib.lookup.HashTable(
    lookup.TextFileInitializer(path, tf.string, 0, tf.int64, lookup.TextFileIndex.LINE_NUMBER, delimiter=","), -1, name="columns")
