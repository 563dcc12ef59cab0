"""The model_fn is a method, and its parts are kept on self."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Adam, Estimator


class Embed(keras.layers.Layer):

    def __init__(self, recommender, size, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.table = self.add_weight(
            shape=[size, recommender.dim], initializer=keras.initializers.RandomUniform(-0.1, 0.1))

    def call(self, ids):
        return tf.nn.embedding_lookup(self.table, ids)


class RecommenderModel(keras.Model):

    def __init__(self, recommender, **kwargs):
        super().__init__(**kwargs)
        self.user = Embed(recommender, recommender.n_users, name='user_table')
        self.item = Embed(recommender, recommender.n_items, name='item_table')
        self.hidden = keras.layers.Dense(8, 'relu')
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.rmse_metric = keras.metrics.RootMeanSquaredError(name='rmse')
        self.compile(optimizer=Adam(recommender.lr))

    def call(self, features, training=False):
        user = self.user(features['user'])
        item = self.item(features['item'])
        joined = tf.concat([user, item], 1)
        hidden = self.hidden(joined)
        score = tf.squeeze(self.dense(hidden), 1)
        return user, item, score

    def predictions(self, score):
        return {'score': score}

    def loss_fn(self, labels, user, item, score):
        mse = tf.reduce_mean(keras.losses.mean_squared_error(labels, score))
        return mse + 0.01 * (tf.nn.l2_loss(user) + tf.nn.l2_loss(item))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            user, item, score = self(features, training=True)
            loss = self.loss_fn(labels, user, item, score)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        user, item, score = self(features, training=False)
        loss = self.loss_fn(labels, user, item, score)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.rmse_metric.update_state(labels, score)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        _, _, score = self(features, training=False)
        return self.predictions(score)


class Recommender(object):
    def __init__(self, n_users, n_items, dim, lr=0.05):
        self.n_users = n_users
        self.n_items = n_items
        self.dim = dim
        self.lr = lr

    def fit(self, input_fn):
        self.estimator = Estimator(RecommenderModel(self))
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
