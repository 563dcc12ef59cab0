import keras
import tensorflow as tf

from tf1_semantics import MeanAbsoluteError

N_USERS, N_ITEMS = 15, 20


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.bias = self.add_weight(name='bias', shape=[N_USERS], initializer=keras.initializers.Zeros)
        self.dense = keras.layers.Dense(4, activation='relu',
                                        kernel_regularizer=tf.keras.regularizers.l2(params['l2']))
        self.dense_1 = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.mse_metric = keras.metrics.Mean(name='mse')
        self.mae_metric = MeanAbsoluteError(name='mae')
        self.compile(optimizer=keras.optimizers.SGD(params['rate']))

    def call(self, features, training=False):
        net = self.dense(features['x'])
        return tf.squeeze(self.dense_1(net), 1) + tf.gather(self.bias, features['user'])

    def predictions(self, rating):
        return {'rating': rating}

    def loss_fn(self, labels, rating, training):
        mse = tf.reduce_mean(keras.losses.mean_squared_error(labels, rating))
        loss = mse + (sum(self.losses) if training else 0.0)
        return loss, mse

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss, _ = self.loss_fn(labels, self(features, training=True), training=True)
        gradients = list(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
        clipped = [(tf.clip_by_norm(g, 1.0), v) for g, v in gradients]
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply_gradients(clipped)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        rating = self(features, training=False)
        loss, mse = self.loss_fn(labels, rating, training=False)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.mse_metric.update_state(mse)
            self.mae_metric.update_state(labels, rating)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


estimator = Model({'l2': 1e-3, 'rate': 0.1})
