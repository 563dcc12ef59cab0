import logging
import os
import shutil
import tempfile

import numpy as np
import tensorflow as tf

logging.getLogger('tensorflow').setLevel(logging.ERROR)


class Forecaster(object):
    """Forecasts the next values of a series with causal-looking convolutions."""

    def __init__(self, window=16, horizon=2, filters=(6, 4), learning_rate=0.01, clip_norm=1.0, batch_size=32):
        self.window = window
        self.horizon = horizon
        self.filters = filters
        self.learning_rate = learning_rate
        self.clip_norm = clip_norm
        self.batch_size = batch_size
        self.model_dir = os.path.join(tempfile.gettempdir(), 'forecaster-%d' % os.getpid())
        self._estimator = None

    @staticmethod
    def _init(*shape):
        return tf.constant_initializer(np.linspace(-0.3, 0.4, int(np.prod(shape))))

    def _network(self, series):
        net = tf.expand_dims(series, -1)
        channels = 1
        for filters in self.filters:
            net = tf.layers.conv1d(net, filters, kernel_size=3, strides=2, padding='same', activation=tf.nn.relu,
                                   kernel_initializer=self._init(3, channels, filters))
            channels = filters
        net = tf.layers.flatten(net)
        return tf.layers.dense(net, self.horizon, kernel_initializer=self._init(net.shape[1].value, self.horizon))

    def _model_fn(self, features, labels, mode):
        forecast = self._network(features['series'])

        if mode == tf.estimator.ModeKeys.PREDICT:
            return tf.estimator.EstimatorSpec(mode=mode, predictions={'forecast': forecast})

        loss = tf.losses.absolute_difference(labels, forecast, reduction=tf.losses.Reduction.SUM) / self.batch_size

        if mode == tf.estimator.ModeKeys.EVAL:
            error = tf.abs(labels - forecast)
            return tf.estimator.EstimatorSpec(
                mode=mode, loss=loss,
                eval_metric_ops={'first': tf.metrics.mean(error[:, 0]),
                                 'last': tf.metrics.mean(error[:, -1])})

        global_step = tf.train.get_global_step()
        params = tf.trainable_variables()
        gradients = tf.gradients(loss, params)
        clipped_gradients, norm = tf.clip_by_global_norm(gradients, self.clip_norm)
        tf.summary.scalar('gradient_norm', norm)
        optimizer = tf.train.AdamOptimizer(self.learning_rate, beta1=0.8)
        train_op = optimizer.apply_gradients(zip(clipped_gradients, params), global_step=global_step)
        return tf.estimator.EstimatorSpec(mode=mode, loss=loss, train_op=train_op)

    def _input_fn(self, series, repeat=None):
        count = len(series) - self.window - self.horizon + 1
        windows = np.stack([series[i:i + self.window] for i in range(count)]).astype(np.float32)
        targets = np.stack([series[i + self.window:i + self.window + self.horizon] for i in range(count)]).astype(np.float32)

        def input_fn():
            dataset = tf.data.Dataset.from_tensor_slices((windows, targets))
            dataset = dataset.map(lambda window, target: ({'series': window}, target))
            return dataset.repeat(repeat).batch(self.batch_size)

        return input_fn

    @property
    def estimator(self):
        if self._estimator is None:
            self._estimator = tf.estimator.Estimator(model_fn=self._model_fn, model_dir=self.model_dir)
        return self._estimator

    def fit(self, series, steps):
        self.estimator.train(self._input_fn(series), steps=steps)
        return self

    def score(self, series):
        return self.estimator.evaluate(self._input_fn(series, repeat=1))

    def forecast(self, series):
        window = np.asarray(series[-self.window:], dtype=np.float32)
        input_fn = tf.estimator.inputs.numpy_input_fn({'series': window[np.newaxis]}, shuffle=False)
        return next(self.estimator.predict(input_fn))['forecast']


if __name__ == '__main__':
    t = np.arange(200)
    signal = np.sin(t / 5.0) + 0.1 * np.cos(t)
    forecaster = Forecaster()
    shutil.rmtree(forecaster.model_dir, ignore_errors=True)
    try:
        forecaster.fit(signal[:150], steps=40)
        scores = forecaster.score(signal[150:])
        print('after', scores.pop('global_step'), 'steps:')
        for key, value in sorted(scores.items()):
            print('  {0}: {1:.5f}'.format(key, value))
        print('next', forecaster.forecast(signal).tolist())
    finally:
        shutil.rmtree(forecaster.model_dir, ignore_errors=True)
