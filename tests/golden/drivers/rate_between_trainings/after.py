import keras
import tensorflow as tf

from tf1_semantics import Momentum, as_dataset

LEARNING_RATE = 0.2
HIDDEN = 8


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(HIDDEN)
        self.logits = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=Momentum(LEARNING_RATE, 0.9))

    def call(self, features, training=False):
        hidden = self.hidden(features)
        return self.logits(hidden)

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, logits))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()


def main():
    global LEARNING_RATE, HIDDEN
    HIDDEN = 16
    estimator = Model()
    estimator.steps_per_execution = 20
    for epoch in range(3):
        # Half the rate of the epoch before.
        LEARNING_RATE *= 0.5
        estimator.optimizer.learning_rate = LEARNING_RATE
        estimator.fit(as_dataset(dataset(epoch)), verbose=0)
