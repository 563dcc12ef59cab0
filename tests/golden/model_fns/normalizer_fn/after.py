import keras
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


class ConvBlock(keras.layers.Layer):

    def __init__(self, filters, scope, **kwargs):
        super().__init__(**kwargs)
        self.conv2d = keras.layers.Conv2D(filters, [3, 3], padding="same", use_bias=False, name=scope)
        self.batch_norm = FusedBatchNormalization(momentum=0.9, scale=False, fused_ranks=(2, 4))

    def call(self, net, training=False):
        return tf.nn.relu(self.batch_norm(self.conv2d(net), training=training))


class Model(keras.Model):
    """Convolutions, and layers in a loop, with batch normalization behind each."""

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.conv_block = ConvBlock(8, "conv1")
        self.flatten = keras.layers.Flatten()
        self.fully_connected_layers = []
        self.batch_norm_layers = []
        for units in params["hidden"]:
            self.fully_connected_layers.append(keras.layers.Dense(units, use_bias=False))
            self.batch_norm_layers.append(FusedBatchNormalization(momentum=0.999, scale=True, fused_ranks=(2, 4)))
        self.last = keras.layers.Dense(16, use_bias=False, name="last")
        self.batch_norm = FusedBatchNormalization(momentum=0.999, scale=True, fused_ranks=(2, 4))
        self.logits = keras.layers.Dense(3)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        net = self.conv_block(features["image"], training=training)
        net = self.flatten(net)
        for fully_connected_layer, batch_norm_layer in zip(self.fully_connected_layers, self.batch_norm_layers):
            net = tf.nn.relu(batch_norm_layer(fully_connected_layer(net), training=training))
        net = tf.nn.elu(self.batch_norm(self.last(net), training=training))
        return self.logits(net)

    def predictions(self, logits):
        return {"classes": tf.argmax(logits, 1)}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

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
