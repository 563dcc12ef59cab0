import keras

optimizer = keras.optimizers.Adam(
    learning_rate=1e-3,  # found by hand
    beta_1=0.9,
    # there is one worker
    beta_2=0.98,
    epsilon=1e-8)
optimizer = keras.optimizers.SGD(learning_rate=1e-3,
                                 momentum=0.9,  # usual
                                 nesterov=True)
