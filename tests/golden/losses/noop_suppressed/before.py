import tensorflow as tf

loss = tf.losses.mean_squared_error(labels, outputs)  # migrator: ignore
