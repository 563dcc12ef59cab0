import tensorflow as tf

a = tf.keras.regularizers.l2(0.01)
b = tf.keras.layers.Dense(3, kernel_regularizer=tf.keras.regularizers.L2(0.01))
