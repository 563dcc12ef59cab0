import tensorflow as tf
from tensorflow.contrib import rnn, seq2seq

normalized = rnn.LayerNormBasicLSTMCell(64, forget_bias=0.5, dropout_keep_prob=1.0)
block = rnn.GRUBlockCellV2(64)
gated = tf.contrib.rnn.UGRNNCell(64, activation=tf.nn.relu)
loss = seq2seq.sequence_loss(logits, targets, weights, average_across_batch=False, name="loss")
