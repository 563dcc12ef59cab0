import tensorflow as tf

loss = cross_entropy + tf.losses.get_regularization_loss()
