"""Rates that a training loop and callbacks read and set."""
import tensorflow as tf
from tensorflow.keras.callbacks import Callback, LearningRateScheduler

optimizer = tf.keras.optimizers.Adam(learning_rate=1e-3)


def train(model, dataset, rate_of):
    step = 0
    for x, y in dataset:
        optimizer.learning_rate = rate_of(step)  # Before each batch.
        train_step(model, x, y)
        step += 1
    optimizer.learning_rate *= 0.1
    optimizer.learning_rate.assign(optimizer.learning_rate * 0.5)
    print(optimizer.learning_rate.numpy(), optimizer.learning_rate.numpy(), optimizer.learning_rate)
    return tf.maximum(tf.convert_to_tensor(optimizer.learning_rate), 1e-6)


class Plateau(Callback):
    """Halves the rate."""

    def on_epoch_end(self, epoch, logs=None):
        if not hasattr(self.model.optimizer, 'learning_rate'):
            raise ValueError('Optimizer must have a "lr" attribute.')
        old = float(self.model.optimizer.learning_rate)
        self.model.optimizer.learning_rate.assign(max(old * 0.5, 1e-6))
        print(self.model.optimizer.learning_rate.numpy())


class Trainer:

    def __init__(self, args):
        self.args = args
        self.d_optimizer = tf.keras.optimizers.SGD(args.lr)

    def set_rate(self, epoch):
        self.d_optimizer.learning_rate.assign(self.args.lr * 0.9 ** epoch)
        return self.d_optimizer.learning_rate


trainer = Trainer(args)
print(trainer.d_optimizer.learning_rate, args.optimizer.lr)


def set_rate(opt, lr):
    opt.learning_rate.assign(lr)


def decayed(epoch, lr):
    if epoch < 10:
        return lr
    return float(lr * tf.math.exp(-0.1))


model.compile(optimizer, 'mse')
history = model.fit(x, y, callbacks=[Plateau(), LearningRateScheduler(decayed), LearningRateScheduler(
    lambda epoch: float(0.1 * tf.exp(-epoch / 10.0)))])
print(history.history['learning_rate'])
