"""Comments beside statements that go."""
import keras
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(8, activation='relu')
        self.logits = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.accuracy_metric = keras.metrics.Accuracy(name='accuracy')
        # Plain descent was enough.
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        # One hidden layer.
        # a dict of columns
        hidden = self.hidden(features['x'])  # wide enough
        return self.logits(hidden)

    def predictions(self, logits):
        # What is served.
        # The caller wants odds.
        return {
            'odds': tf.exp(logits),  # of the positive class
        }

    def loss_fn(self, labels, logits):
        # The paper's loss.
        return tf.reduce_mean(
            keras.losses.binary_crossentropy(labels, logits, from_logits=True)
        )

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        # The step counts the batches.
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        # Not reached.
        return {'loss': loss}

    def test_step(self, data):
        # Evaluation only from here on.
        # That is all.
        features, labels = data
        logits = self(features, training=False)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            # Rounded first.
            # at one half
            self.accuracy_metric.update_state(labels, tf.round(tf.sigmoid(logits)))
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


# How it is run.
estimator = Model()  # in a temporary folder
