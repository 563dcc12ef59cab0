import tensorflow as tf

accuracy = tf.keras.metrics.Accuracy()
loss = tf.keras.metrics.Mean(name="loss")
auc = tf.metrics.AUC()
