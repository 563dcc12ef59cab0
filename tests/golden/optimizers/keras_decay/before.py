import tensorflow as tf

rate = 0.1
optimizer = tf.keras.optimizers.SGD(lr=rate, momentum=0.9, decay=rate / 100)
optimizer = tf.keras.optimizers.Adam(learning_rate=1e-3, decay=1e-6)
optimizer = tf.keras.optimizers.RMSprop(decay=0.9)
variable = tf.Variable(0.5, trainable=False)
optimizer = tf.keras.optimizers.SGD(variable)
variable.assign(0.1)
