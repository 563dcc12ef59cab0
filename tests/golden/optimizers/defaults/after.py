import keras
import numpy as np

adam = keras.optimizers.Adam(beta_2=np.float32(0.999), epsilon=1e-8)
adadelta = keras.optimizers.Adadelta(epsilon=1e-8)
adagrad = keras.optimizers.Adagrad(0.1, epsilon=0.0)
sgd = keras.optimizers.SGD(0.1)
plain = keras.optimizers.SGD(0.1, momentum=0.9)
