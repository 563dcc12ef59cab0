"""Blocks with numbers for names, and a switch that has the name of what it switches on."""
import keras
import numpy as np
import tensorflow as tf


class Block(keras.layers.Layer):

    def __init__(self, filters, name, pool=True, **kwargs):
        super().__init__(**kwargs)
        self.pool = pool
        self.conv2d = keras.layers.Conv2D(
            filters, 3, padding="same", name="conv_{}".format(name))
        self.pool_1 = keras.layers.MaxPooling2D(2, 2, name="pool_{}".format(name))

    def call(self, net):
        net = self.conv2d(net)
        if self.pool is False:
            return net
        pool = self.pool_1(net)
        return net, pool


class Head(keras.layers.Layer):

    def __init__(self, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.dense = keras.layers.Dense(2, name=name)

    def call(self, net):
        return self.dense(net)


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.block = Block(4, name=1)
        self.block_1 = Block(8, name=2, pool=False)
        self.conv2d_transpose = keras.layers.Conv2DTranspose(4, 2, 2)
        self.head = Head(name="logits")
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(
            optimizer=keras.optimizers.Adam(0.1, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        skip, net = self.block(features)
        net = self.block_1(net)
        net = self.conv2d_transpose(net) + skip
        logits = self.head(tf.reduce_mean(net, [1, 2]))
        return net, logits

    def predictions(self, net, logits):
        return dict(logits=logits, block=net)

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            _, logits = self(features, training=True)
            loss = self.loss_fn(labels, logits)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        _, logits = self(features, training=False)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        net, logits = self(features, training=False)
        return self.predictions(net, logits)
