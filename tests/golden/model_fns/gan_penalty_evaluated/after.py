from absl import app
import keras
import numpy as np
import tensorflow as tf

LAMBDA = 10
CRITIC_ITERS = 5


class Generator(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(16, activation='relu', name='Generator.1')
        self.dense_1 = keras.layers.Dense(16, activation='relu', name='Generator.2')
        self.dense_2 = keras.layers.Dense(2, name='Generator.3')

    def call(self, noise):
        output = self.dense(noise)
        output = self.dense_1(output)
        return self.dense_2(output)


class Discriminator(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(16, activation='relu', name='1')
        self.dense_1 = keras.layers.Dense(16, activation='relu', name='2')
        self.dense_2 = keras.layers.Dense(1, name='3')

    def call(self, inputs):
        output = self.dense(inputs)
        output = self.dense_1(output)
        output = self.dense_2(output)
        return tf.reshape(output, [-1])


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.generator = Generator()
        self.discriminator = Discriminator()
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.gen_optimizer = keras.optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.9, epsilon=1e-8)
        self.disc_optimizer = keras.optimizers.Adam(1e-3, beta_1=0.5, beta_2=0.9, epsilon=1e-8)
        self.global_step = self.add_weight(
            name='global_step', shape=(), dtype='int64', initializer='zeros', trainable=False)
        self.compile()

    def call(self, features, training=False):
        fake_data = self.generator(features['noise'])

        real_data = features['real']
        disc_real = self.discriminator(real_data)
        disc_fake = self.discriminator(fake_data)

        # Gradient penalty
        alpha = tf.random.uniform(shape=[self.params['batch'], 1], minval=0., maxval=1.)
        interpolates = alpha * real_data + ((1 - alpha) * fake_data)
        with tf.GradientTape() as tape:
            tape.watch(interpolates)
            disc_interpolates = self.discriminator(interpolates)
        gradients = tape.gradient(disc_interpolates, [interpolates])[0]
        return disc_real, disc_fake, gradients

    def loss_fn(self, disc_real, disc_fake, gradients):
        # WGAN loss
        disc_cost = tf.reduce_mean(disc_fake) - tf.reduce_mean(disc_real)
        gen_cost = -tf.reduce_mean(disc_fake)
        slopes = tf.sqrt(tf.reduce_sum(tf.square(gradients), axis=[1]))
        gradient_penalty = tf.reduce_mean((slopes - 1) ** 2)
        disc_cost += LAMBDA * gradient_penalty
        return disc_cost, gen_cost

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape(persistent=True) as tape:
            disc_real, disc_fake, gradients = self(features, training=True)
            disc_cost, gen_cost = self.loss_fn(disc_real, disc_fake, gradients)

        disc_params = self.discriminator.trainable_variables
        gen_params = self.generator.trainable_variables

        def train_gen():
            self.gen_optimizer.apply(tape.gradient(gen_cost, gen_params), gen_params)

        def train_disc():
            self.disc_optimizer.apply(tape.gradient(disc_cost, disc_params), disc_params)

        self.gen_optimizer.build(gen_params)
        self.disc_optimizer.build(disc_params)
        with tf.control_dependencies([disc_cost]):  # No update where the data end.
            tf.cond(tf.equal(self.global_step % (CRITIC_ITERS + 1), 0), train_gen, train_disc)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(disc_cost)
        return {'loss': disc_cost}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        disc_real, disc_fake, gradients = self(features, training=False)
        disc_cost, _ = self.loss_fn(disc_real, disc_fake, gradients)
        with tf.control_dependencies([disc_cost]):  # No update where the data end.
            self.loss_metric.update_state(disc_cost)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        fake_data = self.generator(features['noise'])
        return {'fake': fake_data}


def input_fn(params, steps):
    rng = np.random.RandomState(2)
    n = steps * params['batch']
    angle = rng.uniform(0, 2 * np.pi, n)
    real = np.stack([np.cos(angle), np.sin(angle)], 1) + 0.05 * rng.normal(size=(n, 2))
    noise = rng.normal(size=(n, 2))
    ds = tf.data.Dataset.from_tensor_slices({'real': real.astype('f'), 'noise': noise.astype('f')})
    return ds.batch(params['batch'], drop_remainder=True)


def main(argv):
    params = {'batch': 32}
    est = Model(params)
    est.steps_per_execution = 20
    est.fit(input_fn(params, 24), verbose=0)
    print({**est.evaluate(input_fn(params, 3), return_dict=True, verbose=0),
           'global_step': int(est.global_step)})


if __name__ == '__main__':
    app.run(main)
