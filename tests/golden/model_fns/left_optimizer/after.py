import keras
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(3)
        self.loss_metric = keras.metrics.Mean(name='loss')
        # TODO(migrator): MIG102 tf.contrib.opt.AddSignOptimizer with sign_decay_fn is not rewritten yet
        self.compile(optimizer=tf.contrib.opt.AddSignOptimizer(
            0.01, sign_decay_fn=lambda step: 0.5))

    def call(self, features, training=False):
        return self.logits(features)

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
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()
