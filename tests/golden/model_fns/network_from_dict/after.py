import keras
import tensorflow as tf


class Wide(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1)

    def call(self, net, training=False):
        return self.dense(net)


class Deep(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(16, activation="relu")
        self.dropout = keras.layers.Dropout(0.5)
        self.dense_1 = keras.layers.Dense(1)

    def call(self, net, training=False):
        net = self.dense(net)
        net = self.dropout(net, training=training)
        return self.dense_1(net)


class Model(keras.Model):
    """Picks its network by a hyperparameter."""

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        networks = {"wide": Wide, "deep": Deep}
        self.network = networks[params["network"]]()
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        # One of the two.
        return self.network(features["x"], training=training)

    def predictions(self, score):
        return {"score": score}

    def loss_fn(self, labels, score):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, score))

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
