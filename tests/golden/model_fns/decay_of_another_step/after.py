import keras
import numpy as np
import tensorflow as tf


class LearningRate(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate at a step."""

    def __init__(self, params):
        self.params = params

    def __call__(self, step):
        # The cosine is counted from the end of the warmup.
        decayed = keras.optimizers.schedules.CosineDecay(self.params["rate"], 100)(
            step - self.params["warmup"])
        rising = self.params["rate"] * tf.cast(step, tf.float32) / self.params["warmup"]
        return tf.compat.v1.where(step < self.params["warmup"], rising, decayed)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(LearningRate(params)))

    def call(self, features, training=False):
        return self.logits(features)

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, logits))

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


class OtherModel(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(1)
        learning_rate = float(keras.optimizers.schedules.ExponentialDecay(
            params["rate"], 100, 0.96, staircase=True)(0))  # So it stays.
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(
            optimizer=keras.optimizers.Adam(learning_rate, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return self.logits(features)

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, logits))

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


class ThirdLearningRate(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate at a step."""

    def __init__(self, params):
        self.params = params

    def __call__(self, global_step):
        return self.params["rate"] / tf.sqrt(tf.cast(global_step + 1, tf.float32))


class ThirdModel(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(ThirdLearningRate(params)))

    def call(self, features, training=False):
        return self.logits(features)

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, logits))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        # Nothing counts this one up.
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
