"""A regression: weights of examples, an absolute error, an optimizer with slots, a decay to a floor."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import MeanSquaredError, predict_examples, weighted_loss


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(6, 'elu', name='hidden')
        self.output_layer = keras.layers.Dense(1, name='output')
        rate = keras.optimizers.schedules.PolynomialDecay(params['rate'], 25, end_learning_rate=0.001, power=2.0)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.mse_metric = MeanSquaredError(name='mse')
        self.weighted_metric = keras.metrics.Mean(name='weighted')
        self.compile(optimizer=keras.optimizers.Ftrl(rate, l1_regularization_strength=0.001))

    def call(self, features, training=False):
        net = self.hidden(features['x'])
        return tf.squeeze(self.output_layer(net), 1)

    def predictions(self, prediction):
        scaled = tf.exp(0.1 * prediction)
        return {'prediction': prediction, 'scaled': scaled}

    def loss_fn(self, features, labels, prediction):
        loss = weighted_loss(
            tf.math.squared_difference(tf.cast(labels, tf.float32), prediction), features['weight']
        )
        loss += 0.5 * tf.reduce_mean(keras.losses.mean_absolute_error(labels, prediction))
        loss += 0.01 * tf.add_n([tf.nn.l2_loss(v) for v in self.trainable_variables if 'bias' not in v.path])
        return loss

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(features, labels, self(features, training=True))
        pairs = [(tf.clip_by_norm(gradient, 0.5), variable) for gradient, variable in list(
            zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        )]
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply_gradients(pairs)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        prediction = self(features, training=False)
        loss = self.loss_fn(features, labels, prediction)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.mse_metric.update_state(labels, prediction)
            self.weighted_metric.update_state(tf.abs(labels - prediction), sample_weight=features['weight'])
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def input_fn(seed):
    random = np.random.RandomState(seed)
    x = random.normal(size=(70, 4)).astype(np.float32)
    weight = random.choice([0.0, 1.0, 3.0], size=70).astype(np.float32)
    labels = (x[:, 0] - 2 * x[:, 1]).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'x': x, 'weight': weight}, labels)).batch(15)


if __name__ == '__main__':
    estimator = Model({'rate': 0.3})
    estimator.fit(input_fn(0), verbose=0)
    print({**estimator.evaluate(input_fn(1), return_dict=True, verbose=0), 'global_step': int(
        estimator.optimizer.iterations
    )})
    print(len(list(predict_examples(estimator, input_fn(2)))))
