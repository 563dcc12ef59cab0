"""Layers that are written once for each mode have the same variables in the graph of each."""
import keras
import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


class Network(keras.layers.Layer):

    def __init__(self, units, scope='network', **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(units, activation='relu')
        self.dense_1 = keras.layers.Dense(1)

    def call(self, x):
        x = self.dense(x)
        return self.dense_1(x)


class Block(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(3, activation='relu')

    def call(self, x):
        return self.dense(x)


def trained(mode, loss):
    train_op = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(
        loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op)


class DroppedModel(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.network = Network(4)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        # Dropout on the inputs
        if training:
            outputs = self.network(tf.nn.dropout(features['x'], rate=0.5))
        else:
            outputs = self.network(features['x'])
        return outputs

    def predictions(self, outputs):
        return outputs

    def loss_fn(self, labels, outputs):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, outputs))

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

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


class EarlyModel(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.code = Network(2, 'encoder')
        self.dense = keras.layers.Dense(4)
        self.decoder = Network(3, 'decoder')
        self.dense_output = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        code = self.code(features['x'])
        hidden = self.dense(features['x'])
        again = self.decoder(features['noise'])
        dense_output = self.dense_output(hidden)
        return code, again, dense_output

    def loss_fn(self, labels, code, again, dense_output):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, code * again + dense_output))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            code, again, dense_output = self(features, training=True)
            loss = self.loss_fn(labels, code, again, dense_output)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        code, again, dense_output = self(features, training=False)
        loss = self.loss_fn(labels, code, again, dense_output)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        code = self.code(features['x'])
        hidden = self.dense(features['x'] * 2.)
        return {'again': self.decoder(code), 'score': self.dense_output(hidden)}


class CountedModel(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.left = Block()
        self.right = Block()
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        # Two blocks: what names its layers by their kind makes others at each call.
        left = self.left(features['x'])
        right = self.right(left)
        return self.dense(right)

    def predictions(self, outputs):
        return outputs

    def loss_fn(self, labels, outputs):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, outputs))

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

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def other_names_model_fn(features, labels, mode):
    # In evaluation, the last layer has the weights that the first one trained.
    x = features['x']
    if mode == 'train':
        x = dense(x, 3)
    outputs = dense(x, 3)
    if mode == 'infer':
        return EstimatorSpec(mode, predictions=outputs)
    return trained(mode, tf.compat.v1.losses.mean_squared_error(labels, outputs))
