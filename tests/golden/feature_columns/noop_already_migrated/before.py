import tensorflow as tf

from tf1_semantics import InputLayer

make = tf.feature_column.numeric_column
age = tf.feature_column.numeric_column('age')
words = tf.feature_column.categorical_column_with_vocabulary_file('words', 'words.txt', 3, num_oov_buckets=2)
layer = InputLayer([age, tf.feature_column.embedding_column(words, 3)])
