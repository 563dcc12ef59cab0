import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(lr=1e-3)
optimizer = tf.keras.optimizers.SGD(1, momentum=0.9)
optimizer = tf.keras.optimizers.SGD(lr=0.1, decay=0.0)
optimizer = tf.keras.optimizers.legacy.Adagrad(0.1)
