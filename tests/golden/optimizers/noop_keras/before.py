import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(1e-3, beta_1=0.5)
optimizer = tf.keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)
