"""DeepFM as a class: the constructor builds the network."""
import numpy as np
import tensorflow as tf


class DeepFM(object):
    """Factorization machine and a deep part on shared embeddings."""

    def __init__(self, features, params, is_training):
        self.params = params
        self.is_training = is_training
        self.ids = features['ids']
        self.values = features['values']
        self._build_embeddings()
        self.first_order = self._first_order()
        self.second_order = self._second_order()
        self.deep = self._deep()
        # All parts are summed.
        self.logits = self.first_order + self.second_order + self.deep
        self.prob = tf.sigmoid(self.logits)

    def _build_embeddings(self):
        with tf.variable_scope('embedding'):
            self.weights = tf.get_variable('weights', [self.params['features'], 1],
                                           initializer=tf.random_normal_initializer(stddev=0.01, seed=1))
            self.factors = tf.get_variable('factors', [self.params['features'], self.params['factors']],
                                           initializer=tf.random_normal_initializer(stddev=0.05, seed=2))
            embedded = tf.nn.embedding_lookup(self.factors, self.ids)
            self.embedded = embedded * tf.expand_dims(self.values, 2)

    def _first_order(self):
        weights = tf.squeeze(tf.nn.embedding_lookup(self.weights, self.ids), 2)
        return tf.reduce_sum(weights * self.values, 1)

    def _second_order(self):
        summed = tf.square(tf.reduce_sum(self.embedded, 1))
        squared = tf.reduce_sum(tf.square(self.embedded), 1)
        return 0.5 * tf.reduce_sum(summed - squared, 1)

    def _deep(self):
        size = self.params['fields'] * self.params['factors']
        net = tf.reshape(self.embedded, [-1, size])
        for i, units in enumerate(self.params['hidden']):
            net = tf.layers.dense(net, units, activation=tf.nn.relu, name='deep_%d' % i)
            net = tf.layers.dropout(net, self.params['dropout'], training=self.is_training)
        return tf.squeeze(tf.layers.dense(net, 1, name='deep_out'), 1)

    def loss(self, labels):
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=self.logits))


def model_fn(features, labels, mode, params):
    model = DeepFM(features, params, mode == tf.estimator.ModeKeys.TRAIN)
    predictions = {'prob': model.prob}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    loss = model.loss(labels)
    if mode == tf.estimator.ModeKeys.EVAL:
        metrics = {'auc': tf.metrics.auc(labels, model.prob)}
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)
    train_op = tf.train.AdagradOptimizer(params['rate']).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    random = np.random.RandomState(0)
    ids = np.stack([random.randint(10 * i, 10 * i + 10, 64) for i in range(4)], 1).astype(np.int32)
    values = random.rand(64, 4).astype(np.float32)
    labels = (ids.sum(1) % 3 == 0).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'ids': ids, 'values': values}, labels)).repeat(2).batch(16)


if __name__ == '__main__':
    params = {'features': 40, 'fields': 4, 'factors': 3, 'hidden': [8, 4], 'dropout': 0.0, 'rate': 0.05}
    config = tf.estimator.RunConfig(tf_random_seed=1)
    estimator = tf.estimator.Estimator(model_fn, params=params, config=config)
    estimator.train(input_fn)
    result = estimator.evaluate(input_fn)
    print('loss %.3f' % result['loss'])
