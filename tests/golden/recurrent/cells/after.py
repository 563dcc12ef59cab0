import tensorflow as tf

from tf1_semantics import (
    BasicRecurrentCell,
    DropoutCell,
    LSTMStateTuple,
    PackedGRUCell,
    PackedLSTMCell,
    ResidualCell,
    StackedCells,
)

basic = PackedLSTMCell(128, forget_bias=0.0)
positional = PackedLSTMCell(128, forget_bias=0.5)
named = PackedLSTMCell(
    num_units=64, use_peepholes=True, num_proj=32,
    initializer=tf.orthogonal_initializer(), name="decoder")
gru = PackedGRUCell(32, activation="relu")
simple = BasicRecurrentCell(16, "sigmoid")
block = PackedLSTMCell(64, use_peepholes=True)
stacked = StackedCells([PackedGRUCell(size) for size in (64, 32)])
wrapped = DropoutCell(basic, input_keep_prob=0.9, output_keep_prob=0.5)
residual = ResidualCell(gru)
state = LSTMStateTuple(c, h)
