"""A network that is called once and may reuse a part of its layers, for several GPUs if there are any."""
import keras
import tensorflow as tf

from tf1_semantics import Adam


class Block(keras.layers.Layer):

    def __init__(self, units, scope="block", **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(units, activation="relu")

    def call(self, net):
        return self.dense(net)


class Network(keras.layers.Layer):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.table = self.add_weight(name="table", shape=[10, 4])
        self.blocks = [Block(units) for i, units in enumerate(params["units"])]
        self.dense = keras.layers.Dense(2)

    def call(self, ids):
        net = tf.nn.embedding_lookup(self.table, ids)
        for block_layer in self.blocks:
            net = block_layer(net)
        return self.dense(tf.reduce_mean(net, 1))


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.network = Network(params)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=Adam(0.1))

    def call(self, features, training=False):
        return self.network(features)

    def predictions(self, logits):
        return logits

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
