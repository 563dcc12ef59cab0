import keras
import numpy as np
import tensorflow as tf


class Generator(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(8, "relu")
        self.dense_1 = keras.layers.Dense(3)

    def call(self, z):
        h = self.dense(z)
        return self.dense_1(h)


class Discriminator(keras.layers.Layer):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(8, "relu")
        self.dense_1 = keras.layers.Dense(1)

    def call(self, x):
        h = self.dense(x)
        return self.dense_1(h)


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.generator = Generator()
        self.discriminator = Discriminator()
        self.loss_metric = keras.metrics.Mean(name="loss")
        self.d_opt = keras.optimizers.Adam(1e-3, beta_1=0.5, beta_2=np.float32(0.999), epsilon=1e-8)
        self.g_opt = keras.optimizers.Adam(1e-3, beta_1=0.5, beta_2=np.float32(0.999), epsilon=1e-8)
        self.global_step = self.add_weight(
            name="global_step", shape=(), dtype="int64", initializer="zeros", trainable=False)
        self.compile()

    def call(self, features, training=False):
        fake = self.generator(features["z"])
        real_logits = self.discriminator(features["x"])
        fake_logits = self.discriminator(fake)
        return fake, real_logits, fake_logits

    def loss_fn(self, real_logits, fake_logits):
        d_loss = tf.reduce_mean(tf.nn.softplus(-real_logits) + tf.nn.softplus(fake_logits))
        g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logits))
        loss = d_loss + g_loss
        return loss, d_loss, g_loss

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape(persistent=True) as tape:
            fake, real_logits, fake_logits = self(features, training=True)
            loss, d_loss, g_loss = self.loss_fn(real_logits, fake_logits)
            mixed = 0.5 * features["x"] + 0.5 * fake
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(mixed)
                outputs = self.discriminator(mixed)
            grads = inner_tape.gradient(outputs, [mixed])[0]
            slopes = tf.sqrt(tf.reduce_sum(tf.square(grads), axis=1) + 1e-8)
            d_loss += 10.0 * tf.reduce_mean((slopes - 1.0) ** 2)
        g_vars = self.generator.trainable_variables
        d_vars = self.discriminator.trainable_variables
        d_gradients = tape.gradient(d_loss, d_vars)
        g_gradients = tape.gradient(g_loss, g_vars)
        self.d_opt.build(d_vars)
        self.g_opt.build(g_vars)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.d_opt.apply(d_gradients, d_vars)
            self.g_opt.apply(g_gradients, g_vars)
            self.global_step.assign_add(1)
            self.loss_metric.update_state(loss)
        return {"loss": loss}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        _, real_logits, fake_logits = self(features, training=False)
        loss, _, _ = self.loss_fn(real_logits, fake_logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        fake = self.generator(features["z"])
        return {"fake": fake}
