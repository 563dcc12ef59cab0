"""DeepFM as a class: the constructor builds the network."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Adagrad


def _first_order(ids, values, weights):
    weights_ = tf.squeeze(tf.nn.embedding_lookup(weights, ids), 2)
    return tf.reduce_sum(weights_ * values, 1)


def _second_order(embedded):
    summed = tf.square(tf.reduce_sum(embedded, 1))
    squared = tf.reduce_sum(tf.square(embedded), 1)
    return 0.5 * tf.reduce_sum(summed - squared, 1)


class Deep(keras.layers.Layer):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.size = params['fields'] * params['factors']
        self.dense_layers = []
        self.dropout_layers = []
        for i, units in enumerate(params['hidden']):
            self.dense_layers.append(keras.layers.Dense(units, activation='relu', name='deep_%d' % i))
            self.dropout_layers.append(keras.layers.Dropout(params['dropout']))
        self.deep_out = keras.layers.Dense(1, name='deep_out')

    def call(self, embedded, training=False):
        net = tf.reshape(embedded, [-1, self.size])
        for dense, dropout in zip(self.dense_layers, self.dropout_layers):
            net = dense(net)
            net = dropout(net, training=training)
        return tf.squeeze(self.deep_out(net), 1)


class DeepFM(keras.layers.Layer):
    """Factorization machine and a deep part on shared embeddings."""

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.weights_layer = self.add_weight(name='weights', shape=[params['features'], 1],
                                             initializer=keras.initializers.RandomNormal(stddev=0.01, seed=1))
        self.factors = self.add_weight(name='factors', shape=[params['features'], params['factors']],
                                       initializer=keras.initializers.RandomNormal(stddev=0.05, seed=2))
        self.deep = Deep(params)

    def call(self, features, training=False):
        ids = features['ids']
        values = features['values']
        embedded = tf.nn.embedding_lookup(self.factors, ids)
        embedded = embedded * tf.expand_dims(values, 2)
        first_order = _first_order(ids, values, self.weights_layer)
        second_order = _second_order(embedded)
        deep = self.deep(embedded, training=training)
        # All parts are summed.
        logits = first_order + second_order + deep
        prob = tf.sigmoid(logits)
        return logits, prob


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.deep_fm = DeepFM(params)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.auc_metric = keras.metrics.AUC(name='auc')
        self.compile(optimizer=Adagrad(params['rate']))

    def call(self, features, training=False):
        logits, prob = self.deep_fm(features, training=training)
        return logits, prob

    def predictions(self, prob):
        return {'prob': prob}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            logits, _ = self(features, training=True)
            loss = self.loss_fn(labels, logits)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        logits, prob = self(features, training=False)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.auc_metric.update_state(labels, prob)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        _, prob = self(features, training=False)
        return self.predictions(prob)


def input_fn():
    random = np.random.RandomState(0)
    ids = np.stack([random.randint(10 * i, 10 * i + 10, 64) for i in range(4)], 1).astype(np.int32)
    values = random.rand(64, 4).astype(np.float32)
    labels = (ids.sum(1) % 3 == 0).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'ids': ids, 'values': values}, labels)).repeat(2).batch(16)


if __name__ == '__main__':
    params = {'features': 40, 'fields': 4, 'factors': 3, 'hidden': [8, 4], 'dropout': 0.0, 'rate': 0.05}
    keras.utils.set_random_seed(1)
    estimator = Model(params)
    estimator.steps_per_execution = 20
    estimator.fit(input_fn(), verbose=0)
    result = estimator.evaluate(input_fn(), return_dict=True, verbose=0)
    print('loss %.3f' % result['loss'])
