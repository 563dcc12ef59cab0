# conditional GAN; features are noise, labels are (real data, class)
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


class Generator(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(8, activation=None)
        self.batch_normalization = FusedBatchNormalization()
        self.dense_1 = keras.layers.Dense(3, activation='sigmoid')

    def call(self, z, y):
        h = tf.concat([z, y], 1)
        h = self.dense(h)
        h = self.batch_normalization(h, training=True)
        h = tf.nn.relu(h)
        return self.dense_1(h)


class Discriminator(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(8, activation='relu')
        self.dense_1 = keras.layers.Dense(1)

    def call(self, x, y):
        h = tf.concat(values=[x, y], axis=1)
        h = self.dense(h)
        return self.dense_1(h)


class CganModel(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.generator = Generator()
        self.discriminator = Discriminator()
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.g_optimizer = keras.optimizers.Adam(
            params['lr'], beta_2=np.float32(0.999), epsilon=1e-8)
        self.d_optimizer = keras.optimizers.Adam(
            params['lr'], beta_2=np.float32(0.999), epsilon=1e-8)
        self.global_step = self.add_weight(
            name='global_step', shape=(), dtype='int64', initializer='zeros', trainable=False)
        self.compile()

    def call(self, features, labels=None, training=False):
        y = tf.one_hot(features['y'], self.params['n_classes'])
        fake = self.generator(features['z'], y)

        d_real = self.discriminator(labels, y)
        d_fake = self.discriminator(fake, y)
        return d_real, d_fake

    def loss_fn(self, d_real, d_fake):
        # losses (least squares)
        d_loss = 0.5 * (tf.reduce_mean(tf.square(d_real - 1)) + tf.reduce_mean(tf.square(d_fake)))
        g_loss = 0.5 * tf.reduce_mean(tf.square(d_fake - 1))
        return d_loss + g_loss, d_loss, g_loss

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape(persistent=True) as tape:
            d_real, d_fake = self(features, labels, training=True)
            loss, d_loss, g_loss = self.loss_fn(d_real, d_fake)

        dis_vars = self.discriminator.trainable_variables
        gen_vars = self.generator.trainable_variables
        g_gradients = tape.gradient(g_loss, gen_vars)
        d_gradients = tape.gradient(d_loss, dis_vars)
        self.g_optimizer.build(gen_vars)
        self.d_optimizer.build(dis_vars)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.g_optimizer.apply(g_gradients, gen_vars)
            self.d_optimizer.apply(d_gradients, dis_vars)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        d_real, d_fake = self(features, labels, training=False)
        loss, _, _ = self.loss_fn(d_real, d_fake)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        y = tf.one_hot(features['y'], self.params['n_classes'])
        fake = self.generator(features['z'], y)
        return {'x': fake}


def input_fn(n):
    r = np.random.RandomState(1)
    y = r.randint(0, 3, n)
    x = np.eye(3)[y] * 0.5 + r.uniform(0, 0.4, (n, 3))
    z = r.uniform(-1, 1, (n, 2))
    return tf.data.Dataset.from_tensor_slices(
        ({'z': z.astype('float32'), 'y': y.astype('int32')}, x.astype('float32'))).batch(16)


est = CganModel(dict(n_classes=3, lr=0.01))
est.steps_per_execution = 20
est.fit(input_fn(320), verbose=0)
print({**est.evaluate(input_fn(64), return_dict=True, verbose=0),
       'global_step': int(est.global_step)})
