import tensorflow as tf

# Its metrics would be called "accuracy/first" and so on.
# TODO(migrator): MIG179 the head is given name
first = tf.contrib.estimator.binary_classification_head(name="first")
# TODO(migrator): MIG179 the head is given label_vocabulary
second = tf.contrib.estimator.multi_label_head(3, label_vocabulary=["a", "b", "c"])
# TODO(migrator): MIG179 tf.contrib.estimator.multi_head joins several heads
both = tf.contrib.estimator.multi_head([first, second])
