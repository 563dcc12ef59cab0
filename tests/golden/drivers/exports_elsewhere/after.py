"""The model of a trainer package; another module makes the Estimator and exports it."""
import keras
import tensorflow as tf

from tf1_semantics import RegressionOutput


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(8, 'relu')
        self.logits = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        hidden = self.hidden(features['x'])
        logits = self.logits(hidden)
        return hidden, logits

    def predictions(self, hidden, logits):
        probability = tf.sigmoid(logits)
        return {'probability': probability, 'hidden': hidden}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.binary_crossentropy(labels, logits, from_logits=True))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            _, logits = self(features, training=True)
            loss = self.loss_fn(labels, logits)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        _, logits = self(features, training=False)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        hidden, logits = self(features, training=False)
        return self.predictions(hidden, logits)

    def export_outputs(self, features):
        hidden, logits = self(features, training=False)
        probability = tf.sigmoid(logits)
        return {
            'serving_default': {'probability': probability},
            'embed': hidden,
            'regress': RegressionOutput(probability),
        }
