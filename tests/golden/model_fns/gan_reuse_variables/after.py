'''1-D GAN: discriminator twice in one scope with reuse_variables, several D steps per step.'''
import keras
import numpy as np
import tensorflow as tf


class Linear(keras.layers.Layer):

    def __init__(self, output_dim, scope=None, stddev=1.0, **kwargs):
        super().__init__(**kwargs)
        self.output_dim = output_dim
        self.stddev = stddev

    def build(self, input_shape):
        self.w = self.add_weight(
            name='w',
            shape=[input_shape[1], self.output_dim],
            initializer=keras.initializers.RandomNormal(stddev=self.stddev)
        )
        self.b = self.add_weight(
            name='b',
            shape=[self.output_dim],
            initializer=keras.initializers.Constant(0.0)
        )

    def call(self, input):
        return tf.matmul(input, self.w) + self.b


class Generator(keras.layers.Layer):

    def __init__(self, h_dim, **kwargs):
        super().__init__(**kwargs)
        self.linear = Linear(h_dim, 'g0')
        self.h1 = Linear(1, 'g1')

    def call(self, input):
        h0 = tf.nn.softplus(self.linear(input))
        return self.h1(h0)


class Discriminator(keras.layers.Layer):

    def __init__(self, h_dim, **kwargs):
        super().__init__(**kwargs)
        self.linear = Linear(h_dim * 2, 'd0')
        self.linear_1 = Linear(h_dim * 2, 'd1')
        self.linear_2 = Linear(1, scope='d2')

    def call(self, input):
        h0 = tf.nn.relu(self.linear(input))
        h1 = tf.nn.relu(self.linear_1(h0))
        return tf.sigmoid(self.linear_2(h1))


def log(x):
    return tf.math.log(tf.maximum(x, 1e-5))


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.generator = Generator(params['hidden_size'])
        self.discriminator = Discriminator(params['hidden_size'])

        learning_rate = 0.001
        learning_rate_ = 0.001
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.loss_g_metric = keras.metrics.Mean(name='loss_g')
        self.d_optimizer = keras.optimizers.Adam(learning_rate, beta_2=np.float32(0.999), epsilon=1e-8)
        self.g_optimizer = keras.optimizers.Adam(learning_rate_, beta_2=np.float32(0.999), epsilon=1e-8)
        self.global_step = self.add_weight(
            name='global_step', shape=(), dtype='int64', initializer='zeros', trainable=False)
        self.compile()

    def call(self, features, training=False):
        G = self.generator(features['z'])

        # The discriminator tries to tell the difference between samples from the
        # true data distribution (self.x) and the generated samples (self.z).
        D1 = self.discriminator(features['x'])
        D2 = self.discriminator(G)
        return D1, D2

    def loss_fn(self, D1, D2):
        # Define the loss for discriminator and generator networks
        loss_d = tf.reduce_mean(-log(D1) - log(1 - D2))
        loss_g = tf.reduce_mean(-log(D2))
        return loss_d, loss_g

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape(persistent=True) as tape:
            D1, D2 = self(features, training=True)
            loss_d, loss_g = self.loss_fn(D1, D2)
        d_params = self.discriminator.trainable_variables
        g_params = self.generator.trainable_variables
        d_gradients = tape.gradient(loss_d, d_params)
        g_gradients = tape.gradient(loss_g, g_params)
        self.d_optimizer.build(d_params)
        self.g_optimizer.build(g_params)
        with tf.control_dependencies([loss_d]):  # No update where the data end.
            self.d_optimizer.apply(d_gradients, d_params)
            self.g_optimizer.apply(g_gradients, g_params)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(loss_d)
        return {'loss': loss_d}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        D1, D2 = self(features, training=False)
        loss_d, loss_g = self.loss_fn(D1, D2)
        with tf.control_dependencies([loss_d]):  # No update where the data end.
            self.loss_metric.update_state(loss_d)
            self.loss_g_metric.update_state(loss_g)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        G = self.generator(features['z'])
        return {'sample': G}


def input_fn(n):
    rng = np.random.RandomState(42)
    x = np.sort(rng.normal(4, 0.5, (n, 1)).astype(np.float32), axis=0)
    z = np.linspace(-8, 8, n).astype(np.float32)[:, None]
    return tf.data.Dataset.from_tensor_slices({'x': x, 'z': z}).batch(8)


if __name__ == '__main__':
    gan = Model({'hidden_size': 4})
    gan.steps_per_execution = 20
    gan.fit(input_fn(200), verbose=0)
    print({**gan.evaluate(input_fn(40), return_dict=True, verbose=0), 'global_step': int(gan.global_step)})
