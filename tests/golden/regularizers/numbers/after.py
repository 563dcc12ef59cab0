import keras


def compute(vectors):
    scale = 0.3
    return [
        keras.regularizers.L2(0.001)(vectors),
        keras.regularizers.L2(0.5 * scale)(vectors),
        keras.regularizers.L1(scale)(vectors),
        keras.regularizers.L1L2(0.1, l2=0.5)(vectors),
        keras.regularizers.L1L2(l1=1.0, l2=0.05)(vectors),
    ]
