"""CycleGAN on vectors: two generators, two discriminators."""
import keras
import numpy as np
import tensorflow as tf


class Generator(keras.layers.Layer):

    def __init__(self, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.h = keras.layers.Dense(8, 'relu', name='h')
        self.out = keras.layers.Dense(4, name='out')

    def call(self, x):
        h = self.h(x)
        return self.out(h)


class Discriminator(keras.layers.Layer):

    def __init__(self, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.h = keras.layers.Dense(8, tf.nn.leaky_relu, name='h')
        self.out = keras.layers.Dense(1, name='out')

    def call(self, x):
        h = self.h(x)
        return self.out(h)


def mae(a, b):
    return tf.reduce_mean(tf.abs(a - b))


def mse(a, b):
    return tf.reduce_mean(tf.square(a - b))


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.generatorA2B = Generator(name='generatorA2B')
        self.generatorB2A = Generator(name='generatorB2A')
        self.discriminatorB = Discriminator(name='discriminatorB')
        self.discriminatorA = Discriminator(name='discriminatorA')
        lr = keras.optimizers.schedules.PolynomialDecay(params['lr'], 100, 0.0)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.cycle_metric = keras.metrics.Mean(name='cycle')
        self.g_optimizer = keras.optimizers.Adam(lr, beta_1=0.5, beta_2=np.float32(0.999), epsilon=1e-8)
        self.d_optimizer = keras.optimizers.Adam(lr, beta_1=0.5, beta_2=np.float32(0.999), epsilon=1e-8)
        self.global_step = self.add_weight(
            name='global_step', shape=(), dtype='int64', initializer='zeros', trainable=False)
        self.compile()

    def call(self, features, training=False):
        a, b = features['a'], features['b']
        fake_b = self.generatorA2B(a)
        rec_a = self.generatorB2A(fake_b)
        fake_a = self.generatorB2A(b)
        rec_b = self.generatorA2B(fake_a)

        d_b_fake = self.discriminatorB(fake_b)
        d_a_fake = self.discriminatorA(fake_a)
        d_b_real = self.discriminatorB(b)
        d_a_real = self.discriminatorA(a)
        return a, b, rec_a, rec_b, d_b_fake, d_a_fake, d_b_real, d_a_real

    def loss_fn(self, a, b, rec_a, rec_b, d_b_fake, d_a_fake, d_b_real, d_a_real):
        cycle = self.params['lambda'] * (mae(a, rec_a) + mae(b, rec_b))
        g_loss = mse(d_b_fake, tf.ones_like(d_b_fake)) + mse(d_a_fake, tf.ones_like(d_a_fake)) + cycle
        d_loss = (mse(d_b_real, tf.ones_like(d_b_real)) + mse(d_b_fake, tf.zeros_like(d_b_fake))
                  + mse(d_a_real, tf.ones_like(d_a_real)) + mse(d_a_fake, tf.zeros_like(d_a_fake))) / 2
        return g_loss, cycle, d_loss

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape(persistent=True) as tape:
            a, b, rec_a, rec_b, d_b_fake, d_a_fake, d_b_real, d_a_real = self(features, training=True)
            g_loss, _, d_loss = self.loss_fn(a, b, rec_a, rec_b, d_b_fake, d_a_fake, d_b_real, d_a_real)
        d_vars = [*self.discriminatorB.trainable_variables, *self.discriminatorA.trainable_variables]
        g_vars = [*self.generatorA2B.trainable_variables, *self.generatorB2A.trainable_variables]
        g_gradients = tape.gradient(g_loss, g_vars)
        d_gradients = tape.gradient(d_loss, d_vars)
        self.g_optimizer.build(g_vars)
        self.d_optimizer.build(d_vars)
        with tf.control_dependencies([g_loss]):  # No update where the data end.
            self.g_optimizer.apply(g_gradients, g_vars)
            self.d_optimizer.apply(d_gradients, d_vars)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(g_loss)
        return {'loss': g_loss}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        a, b, rec_a, rec_b, d_b_fake, d_a_fake, d_b_real, d_a_real = self(features, training=False)
        g_loss, cycle, _ = self.loss_fn(a, b, rec_a, rec_b, d_b_fake, d_a_fake, d_b_real, d_a_real)
        with tf.control_dependencies([g_loss]):  # No update where the data end.
            self.loss_metric.update_state(g_loss)
            self.cycle_metric.update_state(cycle)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        a, b = features['a'], features['b']
        fake_b = self.generatorA2B(a)
        fake_a = self.generatorB2A(b)
        return {'a': fake_a, 'b': fake_b}


def input_fn(n=200):
    rng = np.random.RandomState(4)
    a = rng.normal(size=(n, 4)).astype(np.float32)
    b = (rng.normal(size=(n, 4)) * [1, 2, 1, .5] + 1).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices({'a': a, 'b': b}).batch(10)


if __name__ == '__main__':
    est = Model({'lambda': 10., 'lr': 2e-3})
    est.steps_per_execution = 20
    est.fit(input_fn(), verbose=0)
    print({**est.evaluate(input_fn(), return_dict=True, verbose=0), 'global_step': int(est.global_step)})
