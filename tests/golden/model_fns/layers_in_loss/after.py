import keras
import tensorflow as tf


class Decoder(keras.layers.Layer):

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(16, activation="relu")
        self.dense = keras.layers.Dense(size)

    def call(self, code):
        hidden = self.hidden(code)
        return self.dense(hidden)


class Model(keras.Model):
    """Classifies, and learns to reconstruct what it classifies."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.code = keras.layers.Dense(4, activation="tanh")
        self.logits = keras.layers.Dense(3)
        self.decoder = Decoder(8)
        self.severity = keras.layers.Dense(1, name="severity")
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        x = features["x"]
        code = self.code(x)
        logits = self.logits(code)

        # Both tasks at once.
        decoder_output = self.decoder(code)
        severity = self.severity(code)
        return x, logits, decoder_output, severity

    def loss_fn(self, labels, x, logits, decoder_output, severity):
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(
            labels, logits, from_logits=True)) + 0.1 * tf.reduce_mean(
                tf.square(decoder_output - x))
        error = tf.cast(labels, tf.float32) - tf.squeeze(severity, 1)
        loss += 0.01 * tf.reduce_mean(tf.square(error))
        return loss

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            x, logits, decoder_output, severity = self(features, training=True)
            loss = self.loss_fn(labels, x, logits, decoder_output, severity)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        x, logits, decoder_output, severity = self(features, training=False)
        loss = self.loss_fn(labels, x, logits, decoder_output, severity)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        x = features["x"]
        code = self.code(x)
        logits = self.logits(code)
        return {"classes": tf.argmax(logits, 1)}
