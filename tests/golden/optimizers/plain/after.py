import keras
import numpy as np


def choose(name, lr):
    if name == "sgd":
        return keras.optimizers.SGD(lr)
    elif name == "momentum":
        return keras.optimizers.SGD(learning_rate=lr, momentum=0.9)
    elif name == "nesterov":
        return keras.optimizers.SGD(lr, momentum=0.9, nesterov=True)
    elif name == "adagrad":
        return keras.optimizers.Adagrad(lr, initial_accumulator_value=0.5, epsilon=0.0)
    elif name == "adadelta":
        return keras.optimizers.Adadelta(learning_rate=lr, rho=0.9, epsilon=1e-8)
    elif name == "ftrl":
        return keras.optimizers.Ftrl(lr, l1_regularization_strength=0.01)
    return keras.optimizers.Adam(
        lr, beta_1=0.5, beta_2=np.float32(0.999), epsilon=1e-4)
