import keras
import tensorflow as tf


class Step(keras.layers.Layer):

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.update = keras.layers.Dense(units, activation="sigmoid", name="update")
        self.candidate = keras.layers.Dense(units, name="candidate")

    def call(self, x, state):
        update = self.update(tf.concat([x, state], 1))
        return update * state + (1 - update) * self.candidate(x)


class Model(keras.Model):
    """Three rounds of the same step, and towers that share their weights."""

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(params["units"], activation="relu")
        self.dense_1 = keras.layers.Dense(params["units"])
        self.step = Step(params["units"])
        self.dense_layers = [
            keras.layers.Dense(params["units"], name="layer_%d" % i)
            for i in range(2)
        ]
        self.logits = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        towers = []
        for name in ["left", "right"]:
            net = self.dense(features[name])
            towers.append(self.dense_1(net))
        x = tf.concat(towers, 1)
        state = tf.zeros_like(towers[0])
        for i in range(3):
            state = self.step(x, state)
        for dense in self.dense_layers:
            state = dense(state)
        return self.logits(state)

    def predictions(self, logits):
        return {"logits": logits}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.binary_crossentropy(labels, logits, from_logits=True))

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
