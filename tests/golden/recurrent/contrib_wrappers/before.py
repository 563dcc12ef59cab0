import tensorflow as tf
from tensorflow.contrib import rnn

cell = rnn.AttentionCellWrapper(rnn.BasicLSTMCell(64), attn_length=10, state_is_tuple=True)
searched = rnn.NASCell(64, num_proj=32)
coupled = rnn.CoupledInputForgetGateLSTMCell(64, initializer=tf.zeros_initializer(), activation=tf.nn.relu)
highway = rnn.HighwayWrapper(rnn.GRUCell(64), carry_bias_init=2.0)
projected = rnn.InputProjectionWrapper(rnn.GRUCell(64), 32, input_size=64)
out = rnn.OutputProjectionWrapper(rnn.GRUCell(64), output_size=8, activation=tf.nn.relu)
independent = rnn.IndyLSTMCell(64)
