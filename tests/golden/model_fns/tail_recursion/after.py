"""Recursion over sizes, weight tying, siamese calls, the network called twice."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Adam


class Stack(keras.layers.Layer):

    def __init__(self, sizes, **kwargs):
        super().__init__(**kwargs)
        self.dense_layers = [keras.layers.Dense(size, 'tanh') for size in sizes]

    def call(self, x):
        for dense in self.dense_layers:
            x = dense(x)
        return x


class Encode(keras.layers.Layer):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.table = self.add_weight(name='table', shape=[params['vocab'], params['dim']],
                                     initializer=keras.initializers.RandomUniform(-0.1, 0.1))

    def call(self, tokens):
        return tf.reduce_mean(tf.nn.embedding_lookup(self.table, tokens), axis=1)


def similarity(a, b):
    a = tf.nn.l2_normalize(a, 1)
    b = tf.nn.l2_normalize(b, 1)
    return tf.reduce_sum(a * b, axis=1)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.encode = Encode(params)
        self.stack = Stack(params['sizes'])
        self.hidden = keras.layers.Dense(params['dim'])
        self.logits = keras.layers.Dense(params['vocab'])
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=Adam(0.01))

    def call(self, features, training=False):
        left = self.encode(features['left'])
        right = self.encode(features['right'])
        net = self.stack(tf.concat([left, right, tf.abs(left - right)], 1))
        hidden = self.hidden(net)
        logits = self.logits(hidden)
        return left, right, logits

    def predictions(self, left, right, logits):
        sim = similarity(left, right)
        return {'logits': logits, 'similarity': sim}

    def loss_fn(self, labels, logits):
        return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            _, _, logits = self(features, training=True)
            loss = self.loss_fn(labels, logits)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        _, _, logits = self(features, training=False)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        left, right, logits = self(features, training=False)
        return self.predictions(left, right, logits)


def input_fn():
    random = np.random.RandomState(0)
    left, right = random.randint(0, 12, (32, 4)).astype(np.int32), random.randint(0, 12, (32, 4)).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices(({'left': left, 'right': right}, left[:, 0])).repeat(2).batch(8)


est = Model({'vocab': 12, 'dim': 5, 'sizes': [8, 6]})
est.steps_per_execution = 20
est.fit(input_fn(), verbose=0)
print(sorted({**est.evaluate(input_fn(), return_dict=True, verbose=0), 'global_step': int(est.optimizer.iterations)}))
