import keras


def regularizers(params, scale, weight_decay):
    return [
        keras.regularizers.L2(0.001),
        keras.regularizers.L2(l2=5e-5),
        keras.regularizers.L2(0.5 * scale),
        keras.regularizers.L2(0.5 * params['weight_decay']),
        keras.regularizers.L2(l2=0.5 * (weight_decay * 2 + 1)),
        keras.regularizers.L2(0.5 * (scale if scale else 0.5)),
        keras.regularizers.L2(0.5 * float(params.decay)),
        keras.regularizers.L1(0.01),
        keras.regularizers.L1(l1=scale),
        keras.regularizers.L1L2(l1=1.0, l2=0.5),
        keras.regularizers.L1L2(0.1, 0.05),
        keras.regularizers.L1L2(
            l1=1e-5,  # sparse
            l2=0.5 * scale,
        ),
    ]
