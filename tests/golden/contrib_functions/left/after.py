import tensorflow as tf

# TODO(migrator): MIG102 tf.contrib.layers.embedding_lookup_unique of several tables
rows = tf.contrib.layers.embedding_lookup_unique([first, second], ids)
