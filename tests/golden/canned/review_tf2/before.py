import tensorflow as tf

tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.INFO)
columns = [tf.feature_column.numeric_column('x')]
new = tf.estimator.DNNClassifier([10], columns)
old = tf.compat.v1.estimator.DNNClassifier([10], columns)
