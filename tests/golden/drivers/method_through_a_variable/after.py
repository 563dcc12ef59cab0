import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Estimator, RunConfig


class SolverModel(keras.Model):

    def __init__(self, solver, **kwargs):
        super().__init__(**kwargs)
        self.flatten = keras.layers.Flatten()
        self.logits = keras.layers.Dense(solver.classes)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.Adam(0.01, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return self.logits(self.flatten(features))

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


class Solver(object):

    def __init__(self, classes):
        self.classes = classes
        # The network is below.
        keras.utils.set_random_seed(1)
        self.classifier = Estimator(SolverModel(self), config=RunConfig(tf_random_seed=1))

    def train(self, x, y):
        self.classifier.train(lambda: tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(8), steps=5)


random = np.random.RandomState(0)
solver = Solver(3)
solver.train(random.rand(40, 2, 3).astype(np.float32), random.randint(3, size=40))
