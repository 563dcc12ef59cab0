import keras

rate = keras.optimizers.schedules.ExponentialDecay(
    0.01,                # Base learning rate.
    1000,                # Decay step.
    0.95,                # Decay rate.
    staircase=True)
rate = keras.optimizers.schedules.ExponentialDecay(0.01,
                                                   decay_steps=100,
                                                   decay_rate=0.96)
