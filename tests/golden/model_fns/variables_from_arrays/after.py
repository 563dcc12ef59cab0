import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Adam


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        table = np.linspace(0.0, 1.0, 20).reshape([5, 4])
        self.glove = keras.Variable(
            np.vstack([table, [[0.0] * 4]]), dtype="float32", trainable=False)
        self.scale = keras.Variable(tf.random.uniform([4], 0.5, 1.0))
        self.shift = keras.Variable([1, 2, 3, 4], dtype="float32")
        self.start = keras.Variable(0.0)
        self.logits = keras.layers.Dense(3)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=Adam(0.01))

    def call(self, features, training=False):
        words = tf.nn.embedding_lookup(self.glove, features["words"])
        net = tf.reduce_mean(words, axis=1) * self.scale + self.shift + self.start
        logits = self.logits(net)
        return words, logits

    def predictions(self, words, logits):
        return {"logits": logits, "words": words}

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
        words, logits = self(features, training=False)
        return self.predictions(words, logits)


estimator = Model()
estimator.steps_per_execution = 20
random = np.random.RandomState(0)
x, y = random.randint(5, size=[64, 3]), random.randint(3, size=64)


def input_fn():
    dataset = tf.data.Dataset.from_tensor_slices(({"words": x}, y))
    return dataset.repeat().batch(16)


estimator.fit(input_fn().take(20), verbose=0)
print({**estimator.evaluate(input_fn().take(2), return_dict=True, verbose=0),
       "global_step": int(estimator.optimizer.iterations)})
