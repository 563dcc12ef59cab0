"""A GAN in one model_fn: two scopes, two losses, alternating updates."""
import json

import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import predict_examples


def spread(low, high, *shape):
    return tf.constant_initializer(np.linspace(low, high, int(np.prod(shape))))


class Generator(keras.layers.Layer):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(
            params['hidden'], tf.nn.leaky_relu,
            kernel_initializer=spread(-0.4, 0.5, params['noise'], params['hidden']))
        self.dense = keras.layers.Dense(
            params['data'], kernel_initializer=spread(-0.3, 0.4, params['hidden'], params['data']))

    def call(self, noise):
        hidden = self.hidden(noise)
        return self.dense(hidden)


class Discriminator(keras.layers.Layer):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(
            params['hidden'], tf.nn.leaky_relu,
            kernel_initializer=spread(-0.5, 0.3, params['data'], params['hidden']))
        self.dense = keras.layers.Dense(1, kernel_initializer=spread(-0.2, 0.2, params['hidden'], 1))

    def call(self, data):
        hidden = self.hidden(data)
        return self.dense(hidden)


class GANModel(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.generator = Generator(params)
        self.discriminator = Discriminator(params)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.g_loss_metric = keras.metrics.Mean(name='g_loss')
        self.d_loss_metric = keras.metrics.Mean(name='d_loss')
        self.d_optimizer = keras.optimizers.Adam(params['d_lr'], beta_1=0.5, epsilon=1e-8)
        self.g_optimizer = keras.optimizers.Adam(params['g_lr'], beta_1=0.5, epsilon=1e-8)
        self.global_step = self.add_weight(
            name='global_step', shape=(), dtype='int64', initializer='zeros', trainable=False)
        self.compile()

    def call(self, features, training=False):
        generated = self.generator(features['noise'])

        real_logits = self.discriminator(features['real'])
        fake_logits = self.discriminator(generated)
        return generated, real_logits, fake_logits

    def loss_fn(self, real_logits, fake_logits):
        real_loss = tf.reduce_mean(
            keras.losses.binary_crossentropy(tf.ones_like(real_logits), real_logits, from_logits=True))
        fake_loss = tf.reduce_mean(
            keras.losses.binary_crossentropy(tf.zeros_like(fake_logits), fake_logits, from_logits=True))
        d_loss = real_loss + fake_loss
        g_loss = tf.reduce_mean(
            keras.losses.binary_crossentropy(tf.ones_like(fake_logits), fake_logits, from_logits=True))
        loss = g_loss + d_loss
        return loss, d_loss, g_loss

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        # Even steps train the discriminator, odd steps the generator.
        with tf.GradientTape(persistent=True) as tape:
            _, real_logits, fake_logits = self(features, training=True)
            loss, d_loss, g_loss = self.loss_fn(real_logits, fake_logits)

        g_vars = self.generator.trainable_variables
        d_vars = self.discriminator.trainable_variables

        def train_d():
            self.d_optimizer.apply(tape.gradient(d_loss, d_vars), d_vars)

        def train_g():
            self.g_optimizer.apply(tape.gradient(g_loss, g_vars), g_vars)

        self.d_optimizer.build(d_vars)
        self.g_optimizer.build(g_vars)
        with tf.control_dependencies([loss]):  # No update where the data end.
            tf.cond(tf.equal(self.global_step % 2, 0), train_d, train_g)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(loss)
        return {'loss': self.loss_metric.result()}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        _, real_logits, fake_logits = self(features, training=False)
        loss, d_loss, g_loss = self.loss_fn(real_logits, fake_logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.g_loss_metric.update_state(g_loss)
            self.d_loss_metric.update_state(d_loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        generated = self.generator(features['noise'])
        return {'samples': generated}


def input_fn(params, steps):
    random = np.random.RandomState(7)
    noise = random.normal(size=(steps, params['batch'], params['noise'])).astype(np.float32)
    real = random.normal(1.5, 0.5, size=(steps, params['batch'], params['data'])).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices({'noise': noise, 'real': real})


def main():
    params = {'noise': 4, 'data': 3, 'hidden': 16, 'batch': 32, 'g_lr': 0.01, 'd_lr': 0.005}
    estimator = GANModel(params)
    estimator.fit(input_fn(params, 40), verbose=0)
    results = estimator.evaluate(input_fn(params, 5), return_dict=True, verbose=0)
    results['global_step'] = int(estimator.global_step)
    print(json.dumps({name: float(value) for name, value in sorted(results.items())}))
    samples = list(predict_examples(estimator, input_fn(params, 1)))
    print(len(samples), samples[0]['samples'].tolist())


if __name__ == '__main__':
    main()
