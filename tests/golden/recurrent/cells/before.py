import tensorflow as tf
from tensorflow.contrib import rnn
from tensorflow.contrib.rnn import MultiRNNCell

basic = tf.nn.rnn_cell.BasicLSTMCell(128, forget_bias=0.0, state_is_tuple=True)
positional = rnn.BasicLSTMCell(128, 0.5)
named = tf.contrib.rnn.LSTMCell(
    num_units=64, use_peepholes=True, num_proj=32,
    initializer=tf.orthogonal_initializer, name="decoder")
gru = tf.compat.v1.nn.rnn_cell.GRUCell(32, activation=tf.nn.relu, reuse=tf.AUTO_REUSE)
simple = rnn.BasicRNNCell(16, tf.sigmoid)
block = rnn.LSTMBlockCell(64, use_peephole=True)
stacked = MultiRNNCell([rnn.GRUCell(size) for size in (64, 32)], state_is_tuple=True)
wrapped = rnn.DropoutWrapper(basic, input_keep_prob=0.9, output_keep_prob=0.5, dtype=tf.float32)
residual = tf.nn.rnn_cell.ResidualWrapper(gru)
state = tf.nn.rnn_cell.LSTMStateTuple(c, h)
