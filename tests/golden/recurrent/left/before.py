import tensorflow as tf

one_tensor = tf.nn.rnn_cell.BasicLSTMCell(64, state_is_tuple=False)
variational = tf.nn.rnn_cell.DropoutWrapper(cell, 0.5, variational_recurrent=True)
unknown = tf.nn.rnn_cell.LSTMCell(*sizes)
clipped = tf.contrib.rnn.LSTMBlockFusedCell(64, cell_clip=1.0)
dropping = tf.contrib.rnn.LayerNormBasicLSTMCell(64, dropout_keep_prob=keep)
