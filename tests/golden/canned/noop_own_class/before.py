import tensorflow as tf


class DNNClassifier:
    def __init__(self, hidden_units):
        self.hidden_units = hidden_units


classifier = DNNClassifier(hidden_units=[10, 10])
classifier.train(input_fn=lambda: tf.data.Dataset.range(3), steps=3)
