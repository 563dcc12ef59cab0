from tf1_semantics import NormalizedLSTMCell, PackedGRUCell, UpdateGateCell, sequence_loss

normalized = NormalizedLSTMCell(64, forget_bias=0.5)
block = PackedGRUCell(64)
gated = UpdateGateCell(64, activation="relu")
loss = sequence_loss(logits, targets, weights, average_across_batch=False)
