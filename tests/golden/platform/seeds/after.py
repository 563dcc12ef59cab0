import keras

keras.utils.set_random_seed(1234)
keras.utils.set_random_seed(seed=FLAGS.seed)
