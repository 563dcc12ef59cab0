import keras
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization

class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(4)
        self.batch_normalization = FusedBatchNormalization()
        self.dense_1 = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9))

    def call(self, features, training=False):
        x = self.dense(features)
        x = self.batch_normalization(x, training=training)
        return self.dense_1(x)

    def loss_fn(self, labels, value):
        return tf.reduce_mean(keras.losses.huber(labels, value))

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


class W2Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(4)
        self.batch_normalization = FusedBatchNormalization()
        self.dense_1 = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9))

    def call(self, features, training=False):
        x = self.dense(features)
        x = self.batch_normalization(x, training=training)
        return self.dense_1(x)

    def loss_fn(self, labels, value):
        return tf.reduce_mean(keras.losses.huber(labels, value))

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


class W3Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(4)
        self.batch_normalization = FusedBatchNormalization()
        self.dense_1 = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9))

    def call(self, features, training=False):
        x = self.dense(features)
        x = self.batch_normalization(x, training=training)
        return self.dense_1(x)

    def loss_fn(self, labels, value):
        return tf.reduce_mean(keras.losses.huber(labels, value))

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


class W5Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(4)
        self.batch_normalization = FusedBatchNormalization()
        self.dense_1 = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9))

    def call(self, features, training=False):
        x = self.dense(features)
        x = self.batch_normalization(x, training=training)
        return self.dense_1(x)

    def loss_fn(self, labels, value):
        return tf.reduce_mean(keras.losses.huber(labels, value))

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


class Ie2Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.m_metric = keras.metrics.Mean(name="m")
        self.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9))

    def call(self, features, training=False):
        return self.dense(features)

    def loss_fn(self, labels, value):
        return tf.reduce_mean(keras.losses.huber(labels, value))

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
        value = self(features, training=False)
        loss = self.loss_fn(labels, value)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.m_metric.update_state(value)
        return self.get_metrics_result()
