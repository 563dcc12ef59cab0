import keras
import tensorflow as tf


class Encoder(keras.layers.Layer):

    def __init__(self, latent, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(16, activation='elu')
        self.dense_1 = keras.layers.Dense(latent)

    def call(self, x):
        h = self.dense(x)
        return self.dense_1(h)


class Decoder(keras.layers.Layer):

    def __init__(self, n_out, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(16, activation='elu')
        self.dense_1 = keras.layers.Dense(n_out)

    def call(self, z):
        h = self.dense(z)
        return self.dense_1(h)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def build(self, features_shape):
        # As many outputs as inputs.
        n_out = features_shape['x'][-1]
        self.encoder = Encoder(self.params['latent'])
        self.decoder = Decoder(n_out)

    def call(self, features, training=False):
        x = features['x']
        # As many outputs as inputs.
        reconstruction = self.decoder(self.encoder(x))
        return x, reconstruction

    def predictions(self, reconstruction):
        return reconstruction

    def loss_fn(self, x, reconstruction):
        return tf.reduce_mean(keras.losses.mean_squared_error(x, reconstruction))

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            x, reconstruction = self(features, training=True)
            loss = self.loss_fn(x, reconstruction)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        x, reconstruction = self(features, training=False)
        loss = self.loss_fn(x, reconstruction)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        _, reconstruction = self(features, training=False)
        return self.predictions(reconstruction)


estimator = Model({'latent': 3})
