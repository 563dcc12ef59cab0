import logging

import keras
import tensorflow as tf

from tf1_semantics import Adagrad, Adam

log = logging.getLogger(__name__)


class Block(keras.layers.Layer):

    def __init__(self, units, scope, **kwargs):
        super().__init__(**kwargs)
        self.fc = keras.layers.Dense(units, activation='relu', name='fc')

    def call(self, x):
        return self.fc(x)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.table = self.add_weight(name='table', shape=[params['vocabulary'], 4])
        self.blocks = [Block(8, 'block_%d' % i) for i in range(params['blocks'])]
        self.logits = keras.layers.Dense(2, name='logits')
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.embedding_optimizer = Adagrad(0.1)
        self.other_optimizer = Adam(0.01)
        self.global_step = self.add_weight(
            name='global_step', shape=(), dtype='int64', initializer='zeros', trainable=False)
        self.compile()

    def call(self, features, training=False):
        net = tf.reshape(tf.nn.embedding_lookup(self.table, features['ids']), [-1, 8])
        for block_layer in self.blocks:
            net = block_layer(net)
        return self.logits(net)

    def predictions(self, logits):
        return logits

    def loss_fn(self, labels, logits):
        loss = tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))
        # Weight decay, but not of the embedding.
        for v in [*self.logits.trainable_variables,
                  *(variable for layer in self.blocks for variable in layer.trainable_variables)]:
            loss += self.params['l2'] * tf.nn.l2_loss(v)
        for v in [*self.logits.trainable_variables, self.table]:
            loss += self.params['l1'] * tf.reduce_sum(tf.abs(v))
        return loss

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape(persistent=True) as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        embedding_vars = [self.table]
        other_vars = [*self.logits.trainable_variables,
                      *(variable for layer in self.blocks for variable in layer.trainable_variables)]
        embedding_gradients = tape.gradient(loss, embedding_vars)
        other_gradients = tape.gradient(loss, other_vars)
        self.embedding_optimizer.build(embedding_vars)
        self.other_optimizer.build(other_vars)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.embedding_optimizer.apply(embedding_gradients, embedding_vars)
            self.other_optimizer.apply(other_gradients, other_vars)
            self.global_step.assign_add(1)
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


estimator = Model({'vocabulary': 20, 'blocks': 2, 'l2': 1e-3, 'l1': 1e-4})
