"""A small network over images: fused batch norm, padding, RMSProp, clipping by value."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization, MeanAbsoluteError, RMSProp, predict_examples


class Block(keras.layers.Layer):

    def __init__(self, filters, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.conv2d = keras.layers.Conv2D(
            filters, 3, strides=2, padding='same', use_bias=False, name=name + '_conv'
        )
        self.batch_normalization = FusedBatchNormalization(momentum=0.95, name=name + '_norm')

    def call(self, net, training=False):
        net = self.conv2d(net)
        net = self.batch_normalization(net, training=training)
        return tf.nn.leaky_relu(net, alpha=0.1)


class Model(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.block = Block(4, name='one')
        self.max_pooling2d = keras.layers.MaxPooling2D(2, 2, padding='same')
        self.block_1 = Block(6, name='two')
        self.score = keras.layers.Dense(1, name='score')
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.mae_metric = MeanAbsoluteError(name='mae')
        self.rmse_metric = keras.metrics.RootMeanSquaredError(name='rmse')
        self.compile(optimizer=RMSProp(params['rate'], decay=0.95, momentum=0.5, epsilon=1e-6))

    def call(self, features, training=False):
        net = self.block(features, training=training)
        net = self.max_pooling2d(net)
        net = self.block_1(net, training=training)
        net = tf.reduce_mean(net, axis=[1, 2])
        net = tf.nn.dropout(net, rate=0.2) if training else net
        return tf.squeeze(self.score(net), axis=1)

    def predictions(self, scores):
        return {'score': scores}

    def loss_fn(self, labels, scores):
        return tf.reduce_mean(keras.losses.huber(labels, scores, delta=0.5))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        pairs = list(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
        pairs = [(tf.clip_by_value(gradient, -0.05, 0.05), variable) for gradient, variable in pairs]
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply_gradients(pairs)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        scores = self(features, training=False)
        loss = self.loss_fn(labels, scores)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.mae_metric.update_state(labels, scores)
            self.rmse_metric.update_state(labels, scores)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def input_fn(seed):
    random = np.random.RandomState(seed)
    images = random.normal(size=(40, 8, 8, 2)).astype(np.float32)
    labels = images.mean(axis=(1, 2, 3)).astype(np.float32) * 5
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(4)


if __name__ == '__main__':
    estimator = Model({'rate': 0.01})
    estimator.fit(input_fn(0), verbose=0)
    print({**estimator.evaluate(input_fn(1), return_dict=True, verbose=0), 'global_step': int(
        estimator.optimizer.iterations
    )})
    print(len(list(predict_examples(estimator, input_fn(2)))))
