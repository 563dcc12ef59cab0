import keras
import tensorflow as tf

from tf1_semantics import MeanAbsoluteError


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.rating = keras.layers.Dense(1, name='rating')
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.mae_metric = MeanAbsoluteError(name='mae')
        self.compile(optimizer=keras.optimizers.SGD(params['learning_rate']))

    def call(self, features, training=False):
        return tf.squeeze(self.rating(features), 1)

    def predictions(self, pred):
        # Everything the spec is made of.
        return {'rating': pred}

    def loss_fn(self, labels, pred):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, pred))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        pred = self(features, training=False)
        loss = self.loss_fn(labels, pred)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.mae_metric.update_state(labels, pred)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))
