"""Lines aligned with the brackets."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import MeanSquaredError


class Block(keras.layers.Layer):

    def __init__(self, filters, kernel, **kwargs):
        super().__init__(**kwargs)
        self.conv = keras.layers.Conv2D(filters, 3, padding='same', activation='relu',
                                        kernel_initializer=tf.constant_initializer(kernel))
        self.conv2d = keras.layers.Conv2D(filters, 1,
                                          use_bias=False,
                                          bias_initializer=keras.initializers.Zeros())

    def call(self, inputs):
        conv = self.conv(inputs)
        return self.conv2d(conv)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.block = Block(params['filters'], np.linspace(-1, 1, 9 * 3 * params['filters']))
        self.logits = keras.layers.Dense(params['classes'], name='logits')
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.accuracy_metric = keras.metrics.Accuracy(name='accuracy')
        self.error_metric = MeanSquaredError(name='error')
        self.compile(optimizer=keras.optimizers.SGD(learning_rate=params['learning_rate'],
                                                    momentum=0.9))

    def call(self, features, training=False):
        net = self.block(features)
        return self.logits(tf.reduce_mean(net, axis=[1, 2]))

    def predictions(self, logits):
        return {'logits': logits}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.categorical_crossentropy(
            tf.one_hot(labels, self.params['classes']), logits, from_logits=True))

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
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.accuracy_metric.update_state(labels, tf.argmax(logits, axis=1))
            self.error_metric.update_state(tf.one_hot(labels, self.params['classes']),
                                           tf.nn.softmax(logits))
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
