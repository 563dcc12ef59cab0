import keras
import numpy as np
import tensorflow as tf


def scale(images):
    return tf.cast(images, tf.float32) / 255.0


class DenseBlock(keras.layers.Layer):

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(units, activation="relu")

    def call(self, net):
        return self.dense(net)


class Linear(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(10)

    def call(self, images):
        return self.dense(images)


class Deep(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense_block = DenseBlock(32)
        self.dense = keras.layers.Dense(10)

    def call(self, images):
        return self.dense(self.dense_block(images))


TOWERS = {"linear": Linear, "deep": Deep}


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.tower = TOWERS[params["tower"]]()
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.Adam(
            1e-3, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return self.tower(scale(features["image"]))

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
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()
