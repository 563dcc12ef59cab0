import keras

zeros = keras.initializers.Zeros


def variables(initializer=keras.initializers.Ones,
              biases=keras.initializers.Zeros):
    return initializer(), biases(), keras.initializers.Zeros(), keras.initializers.RandomNormal(
        stddev=1.0, seed=keras.random.SeedGenerator())
