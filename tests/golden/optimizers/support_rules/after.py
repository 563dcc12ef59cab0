from tf1_semantics import AdamW, ProximalAdagrad, RMSProp

rmsprop = RMSProp(FLAGS.lr, decay=0.95, momentum=0.5)
centered = RMSProp(FLAGS.lr, centered=True)
proximal = ProximalAdagrad(0.1, l1_regularization_strength=0.001)
decayed = AdamW(1e-4, 0.001)
