import keras

a = keras.optimizers.SGD(1.0)
b = keras.optimizers.SGD(learning_rate=1.0, momentum=0.0)
c = keras.optimizers.Adam(1e-3, epsilon=1e-8)
d = keras.optimizers.Adam(lr if lr else 1.0, epsilon=1e-8)
