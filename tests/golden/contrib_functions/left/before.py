import tensorflow as tf

rows = tf.contrib.layers.embedding_lookup_unique([first, second], ids)
