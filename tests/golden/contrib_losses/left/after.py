import tensorflow as tf

# TODO(migrator): MIG102 tf.contrib.losses.mean_squared_error with weights of examples: they stand for the first axes of the losses
loss = tf.contrib.losses.mean_squared_error(outputs, targets, weights)
loss = tf.contrib.losses.mean_pairwise_squared_error(outputs, targets)
