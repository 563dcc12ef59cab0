"""GAN with k discriminator updates per train step, each on its own slice of noise."""
import keras
import numpy as np
import tensorflow as tf


class Gen(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fc1 = keras.layers.Dense(10, activation='relu', name='fc1')
        self.fc2 = keras.layers.Dense(3, name='fc2')

    def call(self, z):
        h = self.fc1(z)
        return self.fc2(h)


class Disc(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fc1 = keras.layers.Dense(10, activation=tf.nn.leaky_relu, name='fc1')
        self.fc2 = keras.layers.Dense(1, name='fc2')

    def call(self, x):
        h = self.fc1(x)
        return self.fc2(h)


def bce(logits, target):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
        logits=logits, labels=tf.fill(tf.shape(logits), target)))


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.gen = Gen()
        self.disc = Disc()
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.g_loss_metric = keras.metrics.Mean(name='g_loss')
        self.d_opt = keras.optimizers.SGD(params['lr'])
        self.g_opt = keras.optimizers.Adam(params['lr'], beta_2=np.float32(0.999), epsilon=1e-8)
        self.global_step = self.add_weight(
            name='global_step', shape=(), dtype='int64', initializer='zeros', trainable=False)
        self.compile()

    def call(self, features, training=False):
        z, x = features['z'], features['x']
        sample = self.gen(z)

        d_loss = bce(self.disc(x), 0.9) + bce(self.disc(sample), 0.)
        g_loss = bce(self.disc(sample), 1.)
        return d_loss, g_loss

    def loss_fn(self, d_loss):
        return d_loss

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape(persistent=True) as tape:
            d_loss, g_loss = self(features, training=True)
            d_loss = self.loss_fn(d_loss)

        g_vars = self.gen.trainable_variables
        d_vars = self.disc.trainable_variables
        turn = tf.cast(tf.math.floormod(self.global_step, self.params['k'] + 1), tf.int32)

        def train_d():
            self.d_opt.apply(tape.gradient(d_loss, d_vars), d_vars)

        def train_g():
            self.g_opt.apply(tape.gradient(g_loss, g_vars), g_vars)

        self.d_opt.build(d_vars)
        self.g_opt.build(g_vars)
        with tf.control_dependencies([d_loss]):  # No update where the data end.
            tf.cond(tf.less(turn, self.params['k']), train_d, train_g)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(d_loss)
        return {'loss': d_loss}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        d_loss, g_loss = self(features, training=False)
        d_loss = self.loss_fn(d_loss)
        with tf.control_dependencies([d_loss]):  # No update where the data end.
            self.loss_metric.update_state(d_loss)
            self.g_loss_metric.update_state(g_loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        z, x = features['z'], features['x']
        sample = self.gen(z)
        return {'sample': sample}


def input_fn(n):
    rng = np.random.RandomState(0)
    return tf.data.Dataset.from_tensor_slices({
        'x': rng.normal(1, .5, (n, 3)).astype(np.float32),
        'z': rng.uniform(-1, 1, (n, 2)).astype(np.float32)}).batch(10)


if __name__ == '__main__':
    est = Model({'k': 2, 'lr': 0.02})
    est.steps_per_execution = 20
    est.fit(input_fn(240), verbose=0)
    print({**est.evaluate(input_fn(30), return_dict=True, verbose=0), 'global_step': int(est.global_step)})
