import tensorflow as tf

# TODO(migrator): MIG102 tf.nn.rnn_cell.BasicLSTMCell with state_is_tuple is not rewritten yet
one_tensor = tf.nn.rnn_cell.BasicLSTMCell(64, state_is_tuple=False)
# TODO(migrator): MIG102 tf.nn.rnn_cell.DropoutWrapper with variational_recurrent is not rewritten yet
variational = tf.nn.rnn_cell.DropoutWrapper(cell, 0.5, variational_recurrent=True)
# TODO(migrator): MIG101 tf.nn.rnn_cell.LSTMCell: a starred argument hides which parameters are given
unknown = tf.nn.rnn_cell.LSTMCell(*sizes)
# TODO(migrator): MIG102 tf.contrib.rnn.LSTMBlockFusedCell with cell_clip is not rewritten yet
clipped = tf.contrib.rnn.LSTMBlockFusedCell(64, cell_clip=1.0)
# TODO(migrator): MIG102 tf.contrib.rnn.LayerNormBasicLSTMCell with dropout_keep_prob is not rewritten yet
dropping = tf.contrib.rnn.LayerNormBasicLSTMCell(64, dropout_keep_prob=keep)
