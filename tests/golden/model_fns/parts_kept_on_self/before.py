"""The model_fn is a method, and its parts are kept on self."""
import numpy as np
import tensorflow as tf


class Recommender(object):
    def __init__(self, n_users, n_items, dim, lr=0.05):
        self.n_users = n_users
        self.n_items = n_items
        self.dim = dim
        self.lr = lr

    def _embed(self, ids, size, name):
        table = tf.get_variable(name, [size, self.dim], initializer=tf.random_uniform_initializer(-0.1, 0.1))
        return tf.nn.embedding_lookup(table, ids)

    def _create_network(self, features):
        self.user = self._embed(features['user'], self.n_users, 'user_table')
        self.item = self._embed(features['item'], self.n_items, 'item_table')
        joined = tf.concat([self.user, self.item], 1)
        hidden = tf.layers.dense(joined, 8, tf.nn.relu)
        self.score = tf.squeeze(tf.layers.dense(hidden, 1), 1)

    def _create_loss(self, labels):
        self.mse = tf.losses.mean_squared_error(labels, self.score)
        self.loss = self.mse + 0.01 * (tf.nn.l2_loss(self.user) + tf.nn.l2_loss(self.item))

    def _create_optimizer(self):
        self.optimizer = tf.train.AdamOptimizer(self.lr)
        self.train_op = self.optimizer.minimize(self.loss, global_step=tf.train.get_global_step())

    def model_fn(self, features, labels, mode):
        self._create_network(features)
        if mode == tf.estimator.ModeKeys.PREDICT:
            return tf.estimator.EstimatorSpec(mode, predictions={'score': self.score})
        self._create_loss(labels)
        if mode == tf.estimator.ModeKeys.EVAL:
            return tf.estimator.EstimatorSpec(
                mode, loss=self.loss, eval_metric_ops={'rmse': tf.metrics.root_mean_squared_error(labels, self.score)})
        self._create_optimizer()
        return tf.estimator.EstimatorSpec(mode, loss=self.loss, train_op=self.train_op)

    def fit(self, input_fn):
        self.estimator = tf.estimator.Estimator(self.model_fn)
        self.estimator.train(input_fn)
        return self.estimator.evaluate(input_fn)


def input_fn():
    random = np.random.RandomState(0)
    users = random.randint(0, 9, 64).astype(np.int32)
    items = random.randint(0, 7, 64).astype(np.int32)
    rating = ((users * items) % 5).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'user': users, 'item': items}, rating)).repeat(2).batch(16)


if __name__ == '__main__':
    recommender = Recommender(9, 7, dim=4)
    print(sorted(recommender.fit(input_fn)))
