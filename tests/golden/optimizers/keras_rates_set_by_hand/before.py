"""Rates that a training loop and callbacks read and set."""
import tensorflow as tf
from tensorflow.keras import backend as K
from tensorflow.keras.callbacks import Callback, LearningRateScheduler

optimizer = tf.keras.optimizers.Adam(lr=1e-3)


def train(model, dataset, rate_of):
    step = 0
    for x, y in dataset:
        optimizer.lr = rate_of(step)  # Before each batch.
        train_step(model, x, y)
        step += 1
    optimizer.lr *= 0.1
    optimizer.lr.assign(optimizer.lr * 0.5)
    print(optimizer.lr.numpy(), optimizer.lr.read_value().numpy(), optimizer._decayed_lr(tf.float32))
    return tf.maximum(optimizer.lr.read_value(), 1e-6)


class Plateau(Callback):
    """Halves the rate."""

    def on_epoch_end(self, epoch, logs=None):
        if not hasattr(self.model.optimizer, 'lr'):
            raise ValueError('Optimizer must have a "lr" attribute.')
        old = float(K.get_value(self.model.optimizer.lr))
        K.set_value(self.model.optimizer.lr, max(old * 0.5, 1e-6))
        print(K.get_value(self.model.optimizer.lr))


class Trainer:

    def __init__(self, args):
        self.args = args
        self.d_optimizer = tf.keras.optimizers.SGD(args.lr)

    def set_rate(self, epoch):
        self.d_optimizer._set_hyper("learning_rate", self.args.lr * 0.9 ** epoch)
        return self.d_optimizer._get_hyper("learning_rate")


trainer = Trainer(args)
print(trainer.d_optimizer.lr, args.optimizer.lr)


def set_rate(opt, lr):
    tf.keras.backend.set_value(opt.lr, lr)


def decayed(epoch, lr):
    if epoch < 10:
        return lr
    return lr * tf.math.exp(-0.1)


model.compile(optimizer, 'mse')
history = model.fit(x, y, callbacks=[Plateau(), LearningRateScheduler(decayed), LearningRateScheduler(
    lambda epoch: 0.1 * tf.exp(-epoch / 10.0))])
print(history.history['lr'])
