import keras


def network(features, is_training):
    # Convolutions.
    net = keras.layers.Conv2D(
        # What comes in.
        # [batch, 28, 28, 1]
        # How many.
        filters=32,
        kernel_size=5,  # wide
        padding='same',
        activation='relu'  # as in the paper
        # both towers
    )(features['image'])
    net = keras.layers.MaxPooling2D(2, 2)(net)  # halves
    net = keras.layers.Dropout(0.25  # a quarter
    )(net, training=is_training)
    net = keras.layers.Flatten(
        # to vectors
    )(net)
    return keras.layers.Dense(10)(net)  # logits
