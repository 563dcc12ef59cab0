"""Trains a regression of sensor values, from a class that owns the Estimator."""
import os
import tempfile

import numpy as np
import tensorflow as tf


class SensorTrainer(object):
    """Owns the estimator, its config and its data.

    Args:
        hparams: a tf.contrib-like container of hyperparameters, here a plain dict.
        model_dir: where checkpoints go.
    """

    def __init__(self, hparams, model_dir):
        self.hparams = hparams
        self.model_dir = model_dir
        self.config = tf.estimator.RunConfig(
            model_dir=model_dir, tf_random_seed=11, save_checkpoints_steps=20, keep_checkpoint_max=2,
            save_summary_steps=5)
        self.estimator = tf.estimator.Estimator(model_fn=self._model_fn, params=hparams, config=self.config)

    def _model_fn(self, features, labels, mode, params):
        net = features['readings']
        for layer, units in enumerate(params['units']):
            net = tf.layers.dense(net, units, activation=tf.nn.tanh, name='layer_%d' % layer,
                                  kernel_initializer=self._init(int(net.shape[1]), units))
        estimate = tf.layers.dense(net, 1, name='estimate', kernel_initializer=tf.constant_initializer(0.05))
        estimate = tf.squeeze(estimate, axis=-1)

        if mode == tf.estimator.ModeKeys.PREDICT:
            return tf.estimator.EstimatorSpec(mode, predictions={
                'estimate': estimate, 'sensor': features['sensor']})

        loss = tf.losses.huber_loss(labels, estimate, delta=params['delta'], scope='huber')
        if mode == tf.estimator.ModeKeys.EVAL:
            return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
                'rmse': tf.metrics.root_mean_squared_error(labels, estimate, name='rmse'),
                'mae': tf.metrics.mean_absolute_error(labels, estimate),
            })

        rate = tf.train.inverse_time_decay(params['rate'], tf.train.get_or_create_global_step(), 10, 0.5, name='rate')
        train_op = tf.train.MomentumOptimizer(rate, 0.9, use_locking=False).minimize(
            loss, global_step=tf.train.get_or_create_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

    @staticmethod
    def _init(rows, columns):
        values = np.cos(np.arange(rows * columns)).reshape(rows, columns) / rows
        return tf.constant_initializer(values)

    def _dataset(self, count, seed, with_labels=True):
        rng = np.random.RandomState(seed)
        readings = rng.normal(size=(count, 5)).astype(np.float32)
        features = {'readings': readings, 'sensor': np.arange(count)}
        labels = (readings[:, 0] - 0.5 * readings[:, 3] ** 2).astype(np.float32)
        return tf.data.Dataset.from_tensor_slices((features, labels) if with_labels else features)

    def train(self, steps):
        self.estimator.train(lambda: self._dataset(64, 0).repeat().batch(16), steps=steps)
        return self

    def evaluate(self):
        metrics = self.estimator.evaluate(lambda: self._dataset(32, 1).batch(8), name='validation')
        return {name: float(value) for name, value in metrics.items()}

    def predict(self, count):
        return list(self.estimator.predict(lambda: self._dataset(count, 2, with_labels=False).batch(4)))


def main():
    tf.logging.set_verbosity(tf.logging.ERROR)
    folder = os.path.join(tempfile.mkdtemp(), 'sensors')
    trainer = SensorTrainer({'units': [8, 6], 'delta': 0.5, 'rate': 0.1}, folder)
    for _ in range(3):
        metrics = trainer.train(20).evaluate()
        print(' '.join('%s=%.4f' % (name, metrics[name]) for name in sorted(metrics)))
    for row in trainer.predict(5):
        print('%d %.4f' % (row['sensor'], row['estimate']))
    print(sorted(name for name in os.listdir(folder) if name.endswith('.index')))


if __name__ == '__main__':
    main()
