import keras
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.conv1_1 = keras.layers.Conv2D(
            64, [3, 3], padding="same", activation="relu", name="conv1_1")
        self.conv1_2 = keras.layers.Conv2D(
            64, [3, 3], padding="same", activation="relu", name="conv1_2")
        self.convolution2d_1 = keras.layers.Conv2D(
            32, [3, 3], padding="same", name="convolution2d_1")
        self.convolution2d_2 = keras.layers.Conv2D(
            16, [1, 1], padding="same", name="convolution2d_2")
        self.flatten = keras.layers.Flatten()
        self.fully_connected_layers = [
            keras.layers.Dense(size, activation="tanh", name="fully_connected_%d" % index)
            for index, size in enumerate(params["hidden_units"], 1)
        ]
        self.logits = keras.layers.Dense(params["classes"])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.Adagrad(0.1, epsilon=0.0))

    def call(self, features, training=False):
        # Convolutions of the picture.
        net = self.conv1_1(features["image"])
        net = self.conv1_2(net)
        net = self.convolution2d_1(net)
        net = self.convolution2d_2(net)
        net = self.flatten(net)
        # As many layers as wanted.
        for fully_connected in self.fully_connected_layers:
            net = fully_connected(net)
        return self.logits(net)

    def predictions(self, logits):
        return {"class": tf.argmax(logits, 1)}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

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
