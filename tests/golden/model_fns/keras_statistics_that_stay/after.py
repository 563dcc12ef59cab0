# What UPDATE_OPS lacks: Keras keeps the updates of its models to itself, so the statistics stay.
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import BatchNormalizationWithoutUpdates, MeanAbsoluteError, predict_examples
tf1 = tf.compat.v1
rng = np.random.RandomState(0)
X = (3 + rng.rand(64, 5)).astype("float32")
Y = (X @ np.arange(5)).astype("float32")


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.net = tf.keras.Sequential([
            tf.keras.layers.Dense(3, kernel_initializer="ones", kernel_regularizer=tf.keras.regularizers.l2(0.1)),
            BatchNormalizationWithoutUpdates(momentum=0.9),
            tf.keras.layers.Dense(1, kernel_initializer="ones")])
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.mae_metric = MeanAbsoluteError(name="mae")
        self.compile(optimizer=keras.optimizers.SGD(0.01))

    def call(self, features, training=False):
        return tf.squeeze(self.net(features, training=training), -1)

    def predictions(self, pred):
        return pred

    def loss_fn(self, labels, pred):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, pred))

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
        pred = self(features, training=False)
        loss = self.loss_fn(labels, pred)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.mae_metric.update_state(labels, pred)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def fn():
    return tf.data.Dataset.from_tensor_slices((X, Y)).repeat(4).batch(16)

est = Model()
est.steps_per_execution = 20
est.fit(fn(), verbose=0)
print({**est.evaluate(fn(), return_dict=True, verbose=0), "global_step": int(est.optimizer.iterations)})
print(list(predict_examples(est, fn()))[:2])
