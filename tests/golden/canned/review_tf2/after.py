from absl import logging
import tensorflow as tf

from tf1_semantics import DNNClassifier

logging.set_verbosity(logging.INFO)
columns = [tf.feature_column.numeric_column('x')]
new = DNNClassifier([10], columns)
old = DNNClassifier([10], columns)
