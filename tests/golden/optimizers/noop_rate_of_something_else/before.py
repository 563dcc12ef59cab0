import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(args.lr)
optimizer.learning_rate = config.optimizer.lr
optimizer.learning_rate.assign(0.1)
args.lr = 0.1


class Trainer:
    def __init__(self, lr):
        self.lr = lr
        self.optimizer = torch.optim.SGD(lr)
        self.rates = {"lr": lr}


history = read(path)
print(history.history["lr"], options["lr"])

opt = optimizers
optimizers = opt
opt.lr = 0.1
print(opt.history["lr"])


def scale():
    rate = rate
    return tf.keras.optimizers.SGD(rate)
