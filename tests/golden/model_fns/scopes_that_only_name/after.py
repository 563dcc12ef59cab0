"""Functions that compute within a variable scope; a module of TF1 with the name of a scope."""
import keras
import numpy as np
import tensorflow as tf


def lrelu(x, leak=0.2, name="lrelu"):
    # The same as a maximum, but with one kernel.
    f1 = 0.5 * (1 + leak)
    f2 = 0.5 * (1 - leak)
    return f1 * x + f2 * abs(x)


class Linear(keras.layers.Layer):

    def __init__(self, size, scope=None, **kwargs):
        super().__init__(**kwargs)
        self.matrix = self.add_weight(name="matrix", shape=[4, size])

    def call(self, x):
        return tf.matmul(x, self.matrix)


def distance(a, b):
    return tf.reduce_sum(tf.square(a - b))


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.linear = Linear(4, scope="first")
        self.logits = keras.layers.Dense(2)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(
            optimizer=keras.optimizers.Adam(0.1, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        net = lrelu(self.linear(features))
        return self.logits(net)

    def predictions(self, logits):
        return logits

    def loss_fn(self, labels, logits):
        return distance(logits, labels)

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
