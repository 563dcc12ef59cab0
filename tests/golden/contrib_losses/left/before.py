import tensorflow as tf

loss = tf.contrib.losses.mean_squared_error(outputs, targets, weights)
loss = tf.contrib.losses.mean_pairwise_squared_error(outputs, targets)
