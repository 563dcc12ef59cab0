"""TensorFlow 2 with its own Keras: a loop that sets the rate of each batch, then fit, with callbacks that set it, too."""
import math

import numpy as np
import tensorflow as tf
from tensorflow.keras import backend as K
from tensorflow.keras.callbacks import Callback, LearningRateScheduler

rng = np.random.RandomState(1)
x = rng.rand(48, 3).astype("float32")
y = x.dot([[1.0], [2.0], [3.0]]).astype("float32")
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(16)


class WarmupCosine:
    """Rises for some steps, then falls as a cosine does."""

    def __init__(self, peak, warmup, total):
        self.peak, self.warmup, self.total = peak, warmup, total

    def __call__(self, step):
        if step < self.warmup:
            return self.peak * (step + 1) / self.warmup
        done = (step - self.warmup) / (self.total - self.warmup)
        return 0.5 * self.peak * (1 + math.cos(math.pi * done))


class Trainer:

    def __init__(self, model, lr):
        self.model = model
        self.optimizer = tf.keras.optimizers.SGD(lr=lr, momentum=0.9)
        self.loss_fn = tf.keras.losses.MeanSquaredError()
        self.rates = []

    @tf.function
    def step(self, xs, ys):
        with tf.GradientTape() as tape:
            loss = self.loss_fn(ys, self.model(xs, training=True))
        gradients = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables))
        return loss

    def run(self, schedule, epochs):
        step = 0
        for epoch in range(epochs):
            for xs, ys in data:
                K.set_value(self.optimizer.lr, schedule(step))  # Before each batch.
                loss = self.step(xs, ys)
                self.rates.append(float(K.get_value(self.optimizer.lr)))
                step += 1
            print(epoch, "%.5f" % loss.numpy(), ["%.5f" % rate for rate in self.rates[-3:]])


class CyclicLR(Callback):

    def __init__(self, base_lr=0.001, max_lr=0.01, step_size=4.):
        super(CyclicLR, self).__init__()
        self.base_lr, self.max_lr, self.step_size = base_lr, max_lr, step_size
        self.iterations = 0.
        self.history = {}

    def clr(self):
        cycle = np.floor(1 + self.iterations / (2 * self.step_size))
        x = np.abs(self.iterations / self.step_size - 2 * cycle + 1)
        return self.base_lr + (self.max_lr - self.base_lr) * np.maximum(0, (1 - x))

    def on_train_begin(self, logs={}):
        if not hasattr(self.model.optimizer, 'lr'):
            raise ValueError('Optimizer must have a "lr" attribute.')
        K.set_value(self.model.optimizer.lr, self.base_lr)

    def on_batch_end(self, batch, logs=None):
        self.iterations += 1
        self.history.setdefault('lr', []).append(K.get_value(self.model.optimizer.lr))
        K.set_value(self.model.optimizer.lr, self.clr())


def falling(epoch, lr):
    if epoch < 1:
        return lr
    return lr * tf.math.exp(-0.1)


def new_model():
    return tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="zeros")])


model = new_model()
trainer = Trainer(model, 0.01)
trainer.run(WarmupCosine(0.05, 4, 12), 4)
model.compile(trainer.optimizer, "mse")
history = model.fit(data, epochs=2, verbose=0)
print(["%.4f" % loss for loss in history.history["loss"]], "%.5f" % trainer.optimizer.lr.numpy())
trainer.optimizer.lr = 0.02
history = model.fit(data, epochs=3, verbose=0, callbacks=[LearningRateScheduler(falling)])
print(["%.4f" % loss for loss in history.history["loss"]], ["%.5f" % rate for rate in history.history["lr"]])

model = new_model()
model.compile(tf.keras.optimizers.SGD(0.1), "mse")
cyclic = CyclicLR()
model.fit(data, epochs=4, verbose=0, callbacks=[cyclic])
print(["%.5f" % rate for rate in cyclic.history["lr"]], "%.4f" % model.evaluate(x, y, verbose=0))
model.optimizer.lr.assign(model.optimizer.lr * 0.5)
print("%.5f" % model.optimizer.lr.read_value().numpy())
