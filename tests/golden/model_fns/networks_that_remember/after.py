"""Networks as objects that remember whether they were called, and which variables they have."""
import keras
import numpy as np
import tensorflow as tf


class Network(keras.layers.Layer):
    """Doubles as the discriminator's and the generator's."""

    def __init__(self, units, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.hidden = keras.layers.Dense(8, activation="relu", name="hidden")
        self.out = keras.layers.Dense(units, name="out")

    def call(self, x):
        hidden = self.hidden(x)
        return self.out(hidden)


class LearningRate(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate at a step."""

    def __init__(self, params):
        self.params = params

    def __call__(self, step):
        return tf.where(step < 10, 0.1, self.params["rate"])


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.fake = Network(name="G", units=2)
        self.D = Network(name="D", units=1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.G_optimizer = keras.optimizers.Adam(
            LearningRate(params), beta_2=np.float32(0.999), epsilon=1e-8)
        self.D_optimizer = keras.optimizers.Adam(
            LearningRate(params), beta_2=np.float32(0.999), epsilon=1e-8)
        self.global_step = self.add_weight(
            name="global_step", shape=(), dtype="int64", initializer="zeros", trainable=False)
        self.compile()

    def call(self, features, training=False):
        fake = self.fake(features["noise"])
        real_score, fake_score = self.D(features["real"]), self.D(fake)
        return fake_score, real_score

    def loss_fn(self, fake_score, real_score):
        D_loss = tf.reduce_mean(tf.square(real_score - 1.0)) + tf.reduce_mean(tf.square(fake_score))
        G_loss = tf.reduce_mean(tf.square(fake_score - 1.0))
        return D_loss + G_loss, D_loss, G_loss

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape(persistent=True) as tape:
            fake_score, real_score = self(features, training=True)
            loss, D_loss, G_loss = self.loss_fn(fake_score, real_score)
        G_gradients = tape.gradient(G_loss, self.fake.trainable_variables)
        D_gradients = tape.gradient(D_loss, self.D.trainable_variables)
        self.G_optimizer.build(self.fake.trainable_variables)
        self.D_optimizer.build(self.D.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.G_optimizer.apply(G_gradients, self.fake.trainable_variables)
            self.D_optimizer.apply(D_gradients, self.D.trainable_variables)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        fake_score, real_score = self(features, training=False)
        loss, _, _ = self.loss_fn(fake_score, real_score)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.fake(features["noise"])
