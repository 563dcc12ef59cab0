"""Networks with a base class."""
import keras
import numpy as np
import tensorflow as tf


class Fc(keras.layers.Layer):

    def __init__(self, units, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.dense = keras.layers.Dense(units, activation='relu', name=name)

    def call(self, x):
        return self.dense(x)


class Body(keras.layers.Layer):

    def __init__(self, hidden, **kwargs):
        super().__init__(**kwargs)
        self.fcs = [Fc(units, name='fc%d' % i) for i, units in enumerate(hidden)]

    def call(self, x, training=False):
        for fc_layer in self.fcs:
            x = fc_layer(x)
        return x


class MLP(keras.layers.Layer):

    def __init__(self, n_classes, hidden, dropout=0.0, **kwargs):
        super().__init__(**kwargs)
        self.body = Body(hidden=hidden)
        self.dropout_1 = keras.layers.Dropout(dropout)
        self.logits = keras.layers.Dense(n_classes, name='logits')

    def call(self, x, training=False):
        net = self.body(x, training=training)
        net = self.dropout_1(net, training=training)
        return self.logits(net)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.mlp = MLP(params['n_classes'], hidden=params['hidden'])
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.mlp(features['x'], training=training)

    def predictions(self, logits):
        return {'logits': logits}

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


def input_fn():
    random = np.random.RandomState(0)
    x = random.rand(32, 6).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'x': x}, (x.sum(1) > 3).astype(np.int32))).repeat(2).batch(8)


est = Model({'n_classes': 2, 'hidden': [8, 6]})
est.steps_per_execution = 20
est.fit(input_fn(), verbose=0)
print(sorted(
    {**est.evaluate(input_fn(), return_dict=True, verbose=0), 'global_step': int(est.optimizer.iterations)}))
