"""A head whose spec a helper returns."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import BinaryClassHead, FusedBatchNormalization


class Model(keras.Model):
    """Two towers' sum under a binary head."""

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.head = BinaryClassHead(loss_reduction="mean")
        self.dense = keras.layers.Dense(params["units"])
        self.batch_normalization = FusedBatchNormalization()
        self.dense_1 = keras.layers.Dense(self.head.logits_dimension)
        self.wide = keras.layers.Dense(1, use_bias=False, name="wide")
        rate = params["rate"]
        decayed = keras.optimizers.schedules.ExponentialDecay(rate, 100, 0.5)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(
            optimizer=keras.optimizers.Adam(decayed, beta_2=np.float32(0.999), epsilon=1e-8))

    @property
    def metrics(self):
        return [self.loss_metric, *self.head.metrics]

    def call(self, features, training=False):
        net = self.dense(features["x"])
        net = tf.nn.relu(self.batch_normalization(net, training=training))
        logits = self.dense_1(net)
        logits += self.wide(features["x"])
        return logits

    def predictions(self, logits):
        return self.head.predictions(logits)

    def loss_fn(self, features, labels, logits):
        return self.head.loss(labels, logits, features)

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(features, labels, self(features, training=True))
        # The rate decays.
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        logits = self(features, training=False)
        loss = self.loss_fn(features, labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.head.update_metrics(labels, logits, features)
        return self.head.results()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))

    def export_outputs(self, features):
        logits = self(features, training=False)
        return self.head.export_outputs(logits)
