import keras

from tf1_semantics import Adam

OPTIMIZERS = {
    "adam": Adam,
    "sgd": keras.optimizers.SGD,
    "momentum": lambda lr: keras.optimizers.SGD(lr, momentum=0.9),
}
optimizer = OPTIMIZERS[FLAGS.optimizer](FLAGS.lr)
