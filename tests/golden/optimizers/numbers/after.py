import keras
import numpy as np

a = keras.optimizers.SGD(1.0)
b = keras.optimizers.SGD(learning_rate=1.0, momentum=0.0)
c = keras.optimizers.Adam(1e-3, beta_2=np.float32(0.999), epsilon=1e-8)
d = keras.optimizers.Adam(
    lr if lr else 1.0, beta_2=np.float32(0.999), epsilon=1e-8)
