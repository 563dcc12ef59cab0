import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Adagrad, Ftrl


class WidePart(keras.layers.Layer):

    def __init__(self, buckets, **kwargs):
        super().__init__(**kwargs)
        self.weights_layer = self.add_weight(
            name='weights', shape=[buckets, 1], initializer=keras.initializers.Zeros())
        self.bias = self.add_weight(name='bias', shape=[1], initializer=keras.initializers.Zeros())

    def call(self, ids):
        return tf.reduce_sum(tf.nn.embedding_lookup(self.weights_layer, ids), axis=1) + self.bias


class DeepPart(keras.layers.Layer):

    def __init__(self, buckets, dim, hidden, **kwargs):
        super().__init__(**kwargs)
        self.dim = dim
        self.table = self.add_weight(
            name='embedding', shape=[buckets, dim], initializer=keras.initializers.RandomNormal(stddev=0.1))
        self.dense_layers = [
            keras.layers.Dense(units=units, activation='relu')
            for units in hidden
        ]
        self.dense = keras.layers.Dense(units=1)

    def call(self, ids, dense):
        net = tf.concat([tf.reshape(tf.nn.embedding_lookup(self.table, ids), [-1, 3 * self.dim]), dense], axis=1)
        for dense_layer in self.dense_layers:
            net = dense_layer(net)
        return self.dense(net)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.wide_part = WidePart(params['buckets'])
        self.deep_part = DeepPart(params['buckets'], params['dim'], params['hidden'])
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.auc_metric = keras.metrics.AUC(name='auc')
        self.deep_part_optimizer = Adagrad(0.05)
        self.wide_part_optimizer = Ftrl(0.1, l1_regularization_strength=0.01)
        self.global_step = self.add_weight(
            name='global_step', shape=(), dtype='int64', initializer='zeros', trainable=False)
        self.compile()

    def call(self, features, training=False):
        wide = self.wide_part(features['ids'])
        deep = self.deep_part(features['ids'], features['dense'])
        return wide + deep

    def predictions(self, logits):
        head = tf.nn.sigmoid(logits)
        return {'ctr': head}

    def loss_fn(self, labels, logits):
        labels = tf.cast(tf.expand_dims(labels, -1), tf.float32)
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
        return loss, labels

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape(persistent=True) as tape:
            loss, _ = self.loss_fn(labels, self(features, training=True))
        deep_part_gradients = tape.gradient(loss, self.deep_part.trainable_variables)
        wide_part_gradients = tape.gradient(loss, self.wide_part.trainable_variables)
        self.deep_part_optimizer.build(self.deep_part.trainable_variables)
        self.wide_part_optimizer.build(self.wide_part.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.deep_part_optimizer.apply(deep_part_gradients, self.deep_part.trainable_variables)
            self.wide_part_optimizer.apply(wide_part_gradients, self.wide_part.trainable_variables)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        logits = self(features, training=False)
        loss, labels = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            head = tf.nn.sigmoid(logits)
            self.auc_metric.update_state(labels, head)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def input_fn(n):
    rng = np.random.RandomState(9)
    ids = rng.randint(0, 20, (n, 3))
    dense = rng.normal(size=(n, 2)).astype(np.float32)
    y = ((ids.sum(1) % 2) + dense[:, 0] > 0.5).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices(({'ids': ids, 'dense': dense}, y)).batch(25)


if __name__ == '__main__':
    model = Model({'buckets': 20, 'dim': 3, 'hidden': [8, 4]})
    model.steps_per_execution = 20
    model.fit(input_fn(500), verbose=0)
    print({**model.evaluate(input_fn(100), return_dict=True, verbose=0), 'global_step': int(model.global_step)})
