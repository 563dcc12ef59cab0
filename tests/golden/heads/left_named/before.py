import tensorflow as tf

# Its metrics would be called "accuracy/first" and so on.
first = tf.contrib.estimator.binary_classification_head(name="first")
second = tf.contrib.estimator.multi_label_head(3, label_vocabulary=["a", "b", "c"])
both = tf.contrib.estimator.multi_head([first, second])
