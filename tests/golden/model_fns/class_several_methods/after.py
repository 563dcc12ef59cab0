"""One class, several building methods, used in two places."""
import keras
import numpy as np
import tensorflow as tf


class Encode(keras.layers.Layer):

    def __init__(self, sizes, reg, **kwargs):
        super().__init__(**kwargs)
        self.dense_layers = [
            keras.layers.Dense(size, 'elu', kernel_regularizer=reg)
            for size in sizes
        ]

    def call(self, x):
        for dense in self.dense_layers:
            x = dense(x)
        return x


class Decode(keras.layers.Layer):

    def __init__(self, sizes, input_dim, reg, **kwargs):
        super().__init__(**kwargs)
        self.dense_layers = [
            keras.layers.Dense(size, 'elu', kernel_regularizer=reg)
            for size in reversed(sizes[:-1])
        ]
        self.dense = keras.layers.Dense(input_dim, 'sigmoid')

    def call(self, code):
        net = code
        for dense in self.dense_layers:
            net = dense(net)
        return self.dense(net)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        l2 = 1e-3
        reg = keras.regularizers.L2(0.5 * l2) if l2 else None
        self.encode = Encode(sizes=params['sizes'], reg=reg)
        self.decode = Decode(sizes=params['sizes'], input_dim=10, reg=reg)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(
            optimizer=keras.optimizers.Adam(0.01, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        x = features['x']
        code = self.encode(x)
        decoded = self.decode(code)
        return x, code, decoded

    def predictions(self, code, decoded):
        return dict(code=code, decoded=decoded)

    def loss_fn(self, x, decoded):
        loss = tf.reduce_mean(tf.reduce_sum(tf.square(x - decoded), axis=1))
        loss += sum(self.losses)
        return loss

    def train_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            x, _, decoded = self(features, training=True)
            loss = self.loss_fn(x, decoded)
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        x, _, decoded = self(features, training=False)
        loss = self.loss_fn(x, decoded)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        _, code, decoded = self(features, training=False)
        return self.predictions(code, decoded)


def input_fn():
    x = np.random.RandomState(0).rand(32, 10).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices({'x': x}).repeat(2).batch(8)


est = Model({'sizes': [6, 3]})
est.steps_per_execution = 20
est.fit(input_fn(), verbose=0)
print(sorted({**est.evaluate(input_fn(), return_dict=True, verbose=0),
              'global_step': int(est.optimizer.iterations)}))
