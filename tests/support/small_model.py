"""A small model in the form that migrated programs have, and its data."""
import keras
import numpy as np
import tensorflow as tf


class SmallModel(keras.Model):

    def __init__(self, optimizer, **kwargs):
        super().__init__(**kwargs)
        self.embedding = keras.layers.Embedding(5, 3)
        self.dense = keras.layers.Dense(4, activation="tanh")
        self.batch_normalization = keras.layers.BatchNormalization()
        self.logits = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.error_metric = keras.metrics.MeanAbsoluteError(name="error")
        self.compile(optimizer=optimizer)

    def call(self, features, training=False):
        net = tf.concat([self.embedding(features["id"]), features["x"]], -1)
        return self.logits(self.batch_normalization(self.dense(net), training=training))[:, 0]

    def loss_fn(self, labels, logits):
        return tf.reduce_mean((labels - logits) ** 2)

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):
            self.optimizer.apply(gradients, self.trainable_variables)
        return {"loss": loss}

    def test_step(self, data):
        features, labels = data
        logits = self(features, training=False)
        self.loss_metric.update_state(self.loss_fn(labels, logits))
        self.error_metric.update_state(labels, logits)
        return self.get_metrics_result()

    @property
    def metrics(self):
        return [self.loss_metric, self.error_metric]

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        logits = self(features, training=False)
        return {"value": logits, "pair": tf.stack([logits, -logits], -1)}


def examples(batches, unknown_length=False):
    """Returns batches of 4 examples, the last of 3; the n-th batch is always the same."""
    random = np.random.RandomState(0)
    count = 4 * batches - 1
    features = {"id": random.randint(0, 5, count), "x": np.float32(random.rand(count, 2))}
    dataset = tf.data.Dataset.from_tensor_slices((features, np.float32(random.rand(count)))).batch(4)
    return dataset.filter(lambda *_: True) if unknown_length else dataset


def weights_of(model):
    return [variable.numpy() for variable in [*model.weights, *model.optimizer.variables]]
