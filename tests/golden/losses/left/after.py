import tensorflow as tf

# TODO(migrator): MIG103 tf.losses.mean_squared_error is used as a value
fit(model, tf.losses.mean_squared_error)
# TODO(migrator): MIG101 tf.losses.mean_squared_error: a starred argument hides which parameters are given
loss = tf.losses.mean_squared_error(*pair)
options = {"weights": 2.0}
# TODO(migrator): MIG101 tf.losses.log_loss: a ** argument hides which parameters are given
loss = tf.losses.log_loss(labels, predictions, **options)
# TODO(migrator): MIG130 tf.losses.add_loss: there is no collection of losses
tf.losses.add_loss(penalty)
# TODO(migrator): MIG130 tf.losses.get_total_loss: there is no collection of losses
total = tf.losses.get_total_loss()
