from tf1_semantics import (
    ArchitectureSearchCell,
    AttentionCell,
    CoupledGateLSTMCell,
    HighwayCell,
    IndependentLSTMCell,
    InputProjectionCell,
    OutputProjectionCell,
    PackedGRUCell,
    PackedLSTMCell,
)

cell = AttentionCell(PackedLSTMCell(64), attn_length=10)
searched = ArchitectureSearchCell(64, num_proj=32)
coupled = CoupledGateLSTMCell(64, activation='relu')
highway = HighwayCell(PackedGRUCell(64), carry_bias_init=2.0)
projected = InputProjectionCell(PackedGRUCell(64), 32)
out = OutputProjectionCell(PackedGRUCell(64), output_size=8, activation='relu')
independent = IndependentLSTMCell(64)
