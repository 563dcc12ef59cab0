from tf1_semantics import (
    Adagrad,
    AdagradDA,
    AdamW,
    LARS,
    MomentumW,
    Nadam,
    ProximalAdagrad,
    RMSProp,
    extend_with_decoupled_weight_decay,
)

rmsprop = RMSProp(FLAGS.lr, decay=0.95, momentum=0.5)
centered = RMSProp(FLAGS.lr, centered=True)
proximal = ProximalAdagrad(0.1, l1_regularization_strength=0.001)
dual = AdagradDA(0.1, l2_regularization_strength=0.001)
decayed = AdamW(1e-4, 0.001)
decayed_momentum = MomentumW(1e-4, 0.001, momentum=0.9, nesterov=True)
ahead = Nadam(0.001, beta_1=0.8)
scaled = LARS(1.0, weight_decay=1e-5, skip_list=["batch_normalization", "bias"])
AdagradW = extend_with_decoupled_weight_decay(Adagrad)
optimizer = AdagradW(weight_decay=1e-4, learning_rate=0.1)
