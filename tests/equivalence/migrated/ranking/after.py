"""Embeddings with ids that repeat, two optimizers over parts of the variables, a schedule under momentum, gates by hand."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Adagrad, Momentum, predict_examples


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.users = self.add_weight(
            name='users', shape=[7, 4], initializer=keras.initializers.RandomNormal(stddev=0.5)
        )
        self.items = self.add_weight(
            name='items', shape=[9, 4], initializer=keras.initializers.RandomNormal(stddev=0.5)
        )
        self.gates = keras.layers.Dense(12, name='gates')
        self.logit = keras.layers.Dense(1, kernel_initializer=keras.initializers.RandomUniform(-0.5, 0.5), name='logit')
        rate = keras.optimizers.schedules.PiecewiseConstantDecay(
            [15, 40], [params['rate'], params['rate'] / 4, params['rate'] / 20]
        )
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.auc_metric = keras.metrics.AUC(name='auc')
        self.recall_metric = keras.metrics.Recall(name='recall')
        self.optimizer_1 = Adagrad(0.1)
        self.optimizer_1_1 = Momentum(rate, 0.9)
        self.global_step = self.add_weight(
            name='global_step', shape=(), dtype='int64', initializer='zeros', trainable=False)
        self.compile()

    def call(self, features, training=False):
        user = tf.nn.embedding_lookup(self.users, features['user'])
        item = tf.reduce_mean(tf.nn.embedding_lookup(self.items, features['items']), axis=1)
        gates = self.gates(tf.concat([user, item], axis=1))
        update, reset, candidate = tf.split(gates, 3, axis=1)
        hidden = tf.sigmoid(update) * user + (1 - tf.sigmoid(update)) * tf.tanh(candidate) * tf.sigmoid(reset)
        logit = self.logit(hidden)
        return hidden, logit

    def predictions(self, hidden, logit):
        probability = tf.sigmoid(logit)
        return {'probability': probability, 'hidden': hidden}

    def loss_fn(self, labels, logit):
        return tf.reduce_mean(keras.losses.binary_crossentropy(labels, logit, from_logits=True))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape(persistent=True) as tape:
            _, logit = self(features, training=True)
            loss = self.loss_fn(labels, logit)
        tables = [self.users, self.items]
        tower = [*self.gates.trainable_variables, *self.logit.trainable_variables]
        optimizer_1_gradients = tape.gradient(loss, tables)
        optimizer_1_1_gradients = tape.gradient(loss, tower)
        self.optimizer_1.build(tables)
        self.optimizer_1_1.build(tower)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer_1.apply(optimizer_1_gradients, tables)
            self.optimizer_1_1.apply(optimizer_1_1_gradients, tower)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        _, logit = self(features, training=False)
        loss = self.loss_fn(labels, logit)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            probability = tf.sigmoid(logit)
            self.auc_metric.update_state(labels, probability)
            self.recall_metric.update_state(labels, tf.cast(probability > 0.5, tf.float32))
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        hidden, logit = self(features, training=False)
        return self.predictions(hidden, logit)


def input_fn(seed):
    random = np.random.RandomState(seed)
    features = {'user': random.randint(7, size=60), 'items': random.randint(9, size=(60, 3))}
    labels = ((features['user'] + features['items'][:, 0]) % 2).astype(np.float32)[:, None]
    return tf.data.Dataset.from_tensor_slices((features, labels)).repeat().batch(12)


if __name__ == '__main__':
    estimator = Model({'rate': 0.2})
    estimator.fit(input_fn(0).take(30), verbose=0)
    print({**estimator.evaluate(input_fn(1).take(4), return_dict=True, verbose=0), 'global_step': int(
        estimator.global_step
    )})
    print(len(list(predict_examples(estimator, input_fn(2).take(2)))))
