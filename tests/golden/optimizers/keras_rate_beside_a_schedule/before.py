import tensorflow as tf

schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
optimizer = tf.keras.optimizers.SGD(schedule)
optimizer.learning_rate = 0.01
other = tf.keras.optimizers.SGD(lr=0.1, decay=0.01)
other.learning_rate = 0.01
