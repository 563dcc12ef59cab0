import keras
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(3)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.accuracy_metric = keras.metrics.Accuracy(name="accuracy")
        self.compile(optimizer=keras.optimizers.Adagrad(params["rate"], epsilon=0.0))

    def call(self, features, training=False):
        return self.logits(features["x"])

    def predictions(self, logits):
        # Everything else.
        return {"classes": tf.argmax(logits, 1)}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(
            labels, logits, from_logits=True))

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
        logits = self(features, training=False)
        predictions = self.predictions(logits)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.accuracy_metric.update_state(labels, predictions["classes"])
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
