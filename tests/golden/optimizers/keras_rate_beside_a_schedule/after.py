import tensorflow as tf

schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
optimizer = tf.keras.optimizers.SGD(schedule)
# TODO(migrator): MIG334 the optimizer asks its schedule, ExponentialDecay, for the rate of each step
optimizer.learning_rate = 0.01
# TODO(migrator): MIG102 decay: give the optimizer keras.optimizers.schedules.InverseTimeDecay as learning_rate
other = tf.keras.optimizers.SGD(lr=0.1, decay=0.01)
other.learning_rate = 0.01
