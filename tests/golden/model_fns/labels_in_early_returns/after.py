"""A tagger as an object that is given the labels: its last layer returns early where there are none."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import crf_decode, crf_log_likelihood


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        tags = params["tags"]
        self.hidden = keras.layers.Dense(8, activation="relu", name="hidden")
        self.logits = keras.layers.Dense(tags, name="logits")
        self.transitions = self.add_weight(name="transitions", shape=[tags, tags])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.Adam(0.01, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        lengths = features["length"]
        hidden = self.hidden(features["x"])
        logits = self.logits(hidden)
        transitions = self.transitions
        return lengths, logits, transitions

    def predictions(self, lengths, logits, transitions):
        decoded, _ = crf_decode(logits, transitions, lengths)
        return {"tags": decoded}

    def loss_fn(self, labels, lengths, logits, transitions):
        likelihood, transitions = crf_log_likelihood(logits, labels, lengths, transitions)
        return tf.reduce_mean(-likelihood)

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            lengths, logits, transitions = self(features, training=True)
            loss = self.loss_fn(labels, lengths, logits, transitions)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        lengths, logits, transitions = self(features, training=False)
        loss = self.loss_fn(labels, lengths, logits, transitions)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        lengths, logits, transitions = self(features, training=False)
        return self.predictions(lengths, logits, transitions)
