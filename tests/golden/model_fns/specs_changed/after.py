"""Specs that are changed on their way out, and another loss in evaluation."""
import keras
import tensorflow as tf

from tf1_semantics import Adagrad


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.embeddings = self.add_weight(name="embeddings", shape=[params["words"], 8])
        self.weights_layer = self.add_weight(name="weights", shape=[params["words"], 8])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.hits_metric = keras.metrics.Accuracy(name="hits")
        self.compile(optimizer=Adagrad(0.5))

    def call(self, features, training=False):
        return tf.nn.embedding_lookup(self.embeddings, features["word"])

    def predictions(self, vectors):
        return {"vectors": vectors}

    def loss_fn(self, labels, vectors, training):
        logits = tf.matmul(vectors, self.weights_layer, transpose_b=True)
        # Each word by itself.
        if training:
            targets = tf.one_hot(labels, self.params["words"])
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=logits))
        else:
            full_loss = tf.reduce_mean(
                keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))
            loss = full_loss
        return loss, logits

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss, _ = self.loss_fn(labels, self(features, training=True), training=True)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        loss, logits = self.loss_fn(labels, self(features, training=False), training=False)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            top = tf.argmax(logits, axis=-1)
            self.hits_metric.update_state(labels, top)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
