import keras


def compute(sequences, images, volumes):
    pooled = keras.layers.MaxPooling2D(pool_size=[2, 2], strides=2)(images)
    return {
        'max1': keras.layers.MaxPooling1D(2, 1, 'same')(sequences),
        'max2': keras.layers.Flatten(name='flat')(pooled),
        'max3': keras.layers.MaxPooling3D(2, 2, name='pool')(volumes),
        'average1': keras.layers.AveragePooling1D(pool_size=3, strides=2)(sequences),
        'average2': keras.layers.AveragePooling2D(
            (3, 3), (1, 2), padding='same'
        )(images),
        'average3': keras.layers.AveragePooling3D(2, 1)(volumes),
        'flat': keras.layers.Flatten()(images),
    }
