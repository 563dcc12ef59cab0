import keras
import numpy as np
import tensorflow as tf


def tower():
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32, activation=tf.nn.relu),
        tf.keras.layers.Dropout(0.5),
    ])


class Head(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(10)
        self.drop = tf.keras.layers.Dropout(0.5)

    def call(self, inputs, training=None):
        return self.dense(self.drop(inputs, training=training))


# Dropout never ran: nobody said that it is the training.
class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.net = tower()
        self.head = Head()
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(
            optimizer=keras.optimizers.Adam(1e-3, beta_2=np.float32(0.999), epsilon=1e-8)
        )

    def call(self, features, training=False):
        if training:
            logits = self.head(self.net(features, training=False), training=False)
        else:
            logits = self.head(self.net(features, training=False), training=False)
        return logits

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        )

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
