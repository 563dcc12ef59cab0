import tensorflow as tf

loss = tf.keras.losses.MeanSquaredError()(labels, outputs)
mse = tf.keras.losses.mse(labels, outputs)
