import tensorflow as tf

# was: tf.contrib.layers.fully_connected(x, 10)
net = tf.keras.layers.Dense(10, 'relu')(x)
