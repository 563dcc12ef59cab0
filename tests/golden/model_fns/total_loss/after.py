import keras
import tensorflow as tf


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        regularizer = keras.regularizers.L2(0.5 * params['l2'])
        self.hidden = keras.layers.Dense(8, 'relu', kernel_regularizer=regularizer)
        self.dense = keras.layers.Dense(2)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        hidden = self.hidden(features['x'])
        outputs = self.dense(hidden)
        return hidden, outputs

    def loss_fn(self, labels, hidden, outputs):
        # One loss for each output.
        mean_squared_error = tf.reduce_mean(
            keras.losses.mean_squared_error(labels['a'], outputs[:, 0]))
        absolute_difference = tf.reduce_mean(
            keras.losses.mean_absolute_error(labels['b'], outputs[:, 1]))
        huber_loss = tf.reduce_mean(keras.losses.huber(labels['b'], outputs[:, 0], delta=2.0))
        return (mean_squared_error + absolute_difference + huber_loss
                + self.params['weight'] * tf.nn.l2_loss(hidden) + sum(self.losses))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            hidden, outputs = self(features, training=True)
            total = self.loss_fn(labels, hidden, outputs)
        gradients = tape.gradient(total, self.trainable_variables)
        with tf.control_dependencies([total]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(total)
        return {'loss': total}

    def test_step(self, data):
        features, labels = data
        hidden, outputs = self(features, training=False)
        total = self.loss_fn(labels, hidden, outputs)
        with tf.control_dependencies([total]):  # No update where the data end.
            self.loss_metric.update_state(total)
        return self.get_metrics_result()


estimator = Model({'l2': 1e-3, 'weight': 1e-4})
