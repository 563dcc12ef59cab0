import keras
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        # Lists where this was written for.
        self.layers_ = list(map(int, params["layers"].split(",")))
        self.keep = list(map(float, params["keep"].split(",")))
        self.dense_layers = [
            keras.layers.Dense(self.layers_[i], "relu")
            for i in range(len(self.layers_))
        ]
        self.logits = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.01))

    def call(self, features, training=False):
        net = features["x"]
        for i, dense in zip(range(len(self.layers_)), self.dense_layers):
            net = dense(net)
            if training:
                net = tf.nn.dropout(net, rate=1 - self.keep[i])
        return self.logits(net)

    def predictions(self, logits):
        return {"score": logits}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, logits))

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
