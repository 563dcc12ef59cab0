import tensorflow as tf

# accuracy = tf.metrics.accuracy(labels, classes)
print("tf.metrics.auc")
