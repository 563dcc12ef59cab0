from functools import partial

import keras
import tensorflow as tf


class Model(keras.Model):
    """A lambda and a partial save typing."""

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.conv2d = keras.layers.Conv2D(8, kernel_size=3, padding="same", activation="relu")
        self.conv2d_1 = keras.layers.Conv2D(
            2 * 8, activation=None, kernel_size=3, padding="same")
        self.flatten = keras.layers.Flatten()
        self.fc1 = keras.layers.Dense(params["units"], activation="relu", name="fc1")
        self.fc2 = keras.layers.Dense(params["units"] // 2, activation="relu", name="fc2")
        self.logits = keras.layers.Dense(10)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.Adagrad(0.1, epsilon=0.0))

    def call(self, features, training=False):
        net = self.conv2d(features["image"])
        net = self.conv2d_1(net)
        net = tf.nn.relu(net)
        net = self.flatten(net)
        net = self.fc1(net)
        net = self.fc2(net)
        return self.logits(net)

    def predictions(self, logits):
        return {"classes": tf.argmax(logits, 1)}

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


class Attention(keras.layers.Layer):
    """In a helper; its output's size is known where the next layer is made."""

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.q = keras.layers.Dense(name="q", units=size, use_bias=False)
        self.k = keras.layers.Dense(name="k", units=size, use_bias=False)
        self.v = keras.layers.Dense(name="v", units=size, use_bias=False)
        self.dense = keras.layers.Dense(2 * size, activation="relu")
        last = 2 * size
        self.mix = self.add_weight(name="mix", shape=[last, size])

    def call(self, queries, keys):
        scores = tf.matmul(self.q(queries), self.k(keys), transpose_b=True)
        attended = tf.matmul(tf.nn.softmax(scores), self.v(keys))
        hidden = self.dense(attended)
        hidden = tf.nn.dropout(hidden, rate=0.0)
        return tf.tensordot(hidden, self.mix, 1)


class RankingModel(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.attention = Attention(16)
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        net = self.attention(features["query"], features["documents"])
        return tf.squeeze(self.dense(net), -1)

    def predictions(self, scores):
        return {"scores": scores}

    def loss_fn(self, labels, scores):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, scores))

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
