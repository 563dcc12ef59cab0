import keras


def rate(learning_rate, step):
  return keras.optimizers.schedules.ExponentialDecay(learning_rate, 100, 0.9)


def known(self, global_step):
  self.rate = keras.optimizers.schedules.ExponentialDecay(self.lr, 100, 0.9)
  return keras.optimizers.schedules.ExponentialDecay(self.lr, 100, 0.9)
