import tensorflow as tf

rate = 0.1
optimizer = tf.keras.optimizers.SGD(
    learning_rate=tf.keras.optimizers.schedules.InverseTimeDecay(
        rate, 1, rate / 100), momentum=0.9)
optimizer = tf.keras.optimizers.Adam(
    learning_rate=tf.keras.optimizers.schedules.InverseTimeDecay(
        1e-3, 1, 1e-6))
# TODO(migrator): MIG102 decay: give the optimizer keras.optimizers.schedules.InverseTimeDecay as learning_rate
optimizer = tf.keras.optimizers.RMSprop(decay=0.9)
variable = tf.Variable(0.5, trainable=False)
optimizer = tf.keras.optimizers.SGD(float(variable))
variable.assign(0.1)
