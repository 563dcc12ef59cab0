"""Networks picked from a dict of the module."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


class CNN(keras.layers.Layer):
    """A small convnet."""

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.conv2d = keras.layers.Conv2D(params['filters'], 3, activation='relu')
        self.max_pooling2d = keras.layers.MaxPooling2D(2, 2)
        self.flatten = keras.layers.Flatten()
        self.dropout = keras.layers.Dropout(0.0)
        self.dense = keras.layers.Dense(params['classes'])

    def call(self, x, training=False):
        x = tf.reshape(x, [-1, 6, 6, 1])
        x = self.conv2d(x)
        x = self.max_pooling2d(x)
        x = self.flatten(x)
        x = self.dropout(x, training=training)
        return self.dense(x)


class MLP(keras.layers.Layer):
    """A perceptron."""

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.dense_layers = [
            keras.layers.Dense(units, activation='relu')
            for units in params['hidden']
        ]
        self.batch_normalization = FusedBatchNormalization()
        self.dense = keras.layers.Dense(params['classes'])

    def call(self, x, training=False):
        for dense in self.dense_layers:
            x = dense(x)
        x = self.batch_normalization(x, training=training)
        return self.dense(x)


def linear(x, params, is_training):
    return keras.layers.Dense(params['classes'])(x)


def build_model_fn(network):
    class Model(keras.Model):

        def __init__(self, params, **kwargs):
            super().__init__(**kwargs)
            self.network = network(params)
            self.loss_metric = keras.metrics.Mean(name='loss')
            self.accuracy_metric = keras.metrics.Accuracy(name='accuracy')
            self.compile(optimizer=keras.optimizers.Adam(0.01, beta_2=np.float32(0.999), epsilon=1e-8))

        def call(self, features, training=False):
            return self.network(features['x'], training=training)

        def predictions(self, logits):
            return {'class': tf.argmax(logits, 1)}

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
            logits = self(features, training=False)
            predictions = self.predictions(logits)
            loss = self.loss_fn(labels, logits)
            with tf.control_dependencies([loss]):  # No update where the data end.
                self.loss_metric.update_state(loss)
                self.accuracy_metric.update_state(labels, predictions['class'])
            return self.get_metrics_result()

        def predict_step(self, data):
            features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
            return self.predictions(self(features, training=False))

    return Model


def input_fn():
    random = np.random.RandomState(0)
    x = random.rand(32, 36).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'x': x}, (x.sum(1) > 18).astype(np.int32))).repeat(2).batch(8)


if __name__ == '__main__':
    for network in [CNN, MLP]:
        estimator = build_model_fn(network)({ 'filters': 4, 'classes': 2, 'hidden': [8, 4]})
        estimator.steps_per_execution = 20
        estimator.fit(input_fn(), verbose=0)
        print(network.__name__, sorted({**estimator.evaluate(input_fn(), return_dict=True, verbose=0),
                                        'global_step': int(estimator.optimizer.iterations)}))
