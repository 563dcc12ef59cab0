import keras
import tensorflow as tf

from tf1_semantics import BinaryClassHead, RegressionHead


class WideModel(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(1)
        self.head = BinaryClassHead(loss_reduction='sum_over_batch_size')
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.3))

    @property
    def metrics(self):
        return [self.loss_metric, *self.head.metrics]

    def call(self, features, training=False):
        return self.logits(features['x'])

    def predictions(self, logits):
        return self.head.predictions(logits)

    def loss_fn(self, features, labels, logits):
        return self.head.loss(labels, logits, features)

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(features, labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        logits = self(features, training=False)
        loss = self.loss_fn(features, labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.head.update_metrics(labels, logits, features)
        return self.head.results()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))

    def export_outputs(self, features):
        logits = self(features, training=False)
        return self.head.export_outputs(logits)


class DeepModel(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.logits = keras.layers.Dense(1)
        self.head = RegressionHead(loss_reduction='sum_over_batch_size')
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.Adagrad(0.1, epsilon=0.0))

    @property
    def metrics(self):
        return [self.loss_metric, *self.head.metrics]

    def call(self, features, training=False):
        return self.logits(features['x'])

    def predictions(self, logits):
        return self.head.predictions(logits)

    def loss_fn(self, features, labels, logits):
        return self.head.loss(labels, logits, features)

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(features, labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        logits = self(features, training=False)
        loss = self.loss_fn(features, labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.head.update_metrics(labels, logits, features)
        return self.head.results()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))

    def export_outputs(self, features):
        logits = self(features, training=False)
        return self.head.export_outputs(logits)
