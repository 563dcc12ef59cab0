import keras
import numpy as np
import tensorflow as tf


class Generator(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(8, 'relu')
        self.dense_1 = keras.layers.Dense(3)

    def call(self, z):
        h = self.dense(z)
        return self.dense_1(h)


class Discriminator(keras.layers.Layer):

    def __init__(self, scope='discriminator', **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(8, tf.nn.leaky_relu)
        self.dense_1 = keras.layers.Dense(1)

    def call(self, x):
        h = self.dense(x)
        return self.dense_1(h)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.generator = Generator()
        self.discriminator = Discriminator()
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.Adam(
            params['lr'], beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        fake = self.generator(features['z'])
        real_logits = self.discriminator(features['x'])
        fake_logits = self.discriminator(fake)
        return real_logits, fake_logits

    def loss_fn(self, real_logits, fake_logits):
        d_loss = tf.reduce_mean(tf.nn.softplus(-real_logits) + tf.nn.softplus(fake_logits))
        g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logits))
        return d_loss, g_loss

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            real_logits, fake_logits = self(features, training=True)
            d_loss, g_loss = self.loss_fn(real_logits, fake_logits)
            objective = d_loss + g_loss
        gradients = tape.gradient(objective, self.trainable_variables)
        with tf.control_dependencies([d_loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(d_loss)
        return {'loss': d_loss}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        real_logits, fake_logits = self(features, training=False)
        d_loss, _ = self.loss_fn(real_logits, fake_logits)
        with tf.control_dependencies([d_loss]):  # No update where the data end.
            self.loss_metric.update_state(d_loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.generator(features['z'])
