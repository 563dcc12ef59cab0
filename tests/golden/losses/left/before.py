import tensorflow as tf

fit(model, tf.losses.mean_squared_error)
loss = tf.losses.mean_squared_error(*pair)
options = {"weights": 2.0}
loss = tf.losses.log_loss(labels, predictions, **options)
tf.losses.add_loss(penalty)
total = tf.losses.get_total_loss()
