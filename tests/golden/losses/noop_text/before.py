import tensorflow as tf

"""See tf.losses.mean_squared_error."""
# loss = tf.losses.mean_squared_error(labels, outputs)
name = "tf.losses.log_loss"
