"""The model_fn only dispatches; one function for each mode builds its spec."""
from __future__ import print_function

import numpy as np
import tensorflow as tf


def _weights(rows, columns):
    return tf.constant_initializer(np.tanh(np.linspace(-2, 2, rows * columns)).reshape(rows, columns) * 0.5)


def mlp(inputs, units, keep_all=False):
    """Returns the logits, and all hidden layers if asked for."""
    layers = [inputs]
    for width in units[:-1]:
        rows = layers[-1].shape.as_list()[-1]
        layers.append(tf.layers.dense(layers[-1], width, tf.nn.softplus, kernel_initializer=_weights(rows, width)))
    rows = layers[-1].shape.as_list()[-1]
    logits = tf.layers.dense(layers[-1], units[-1], kernel_initializer=_weights(rows, units[-1]))
    if keep_all:
        return logits, layers[1:]
    return logits


def _predict_spec(logits, hidden):
    return tf.estimator.EstimatorSpec(
        mode=tf.estimator.ModeKeys.PREDICT,
        predictions={'label': tf.argmax(logits, axis=1), 'embedding': hidden[-1]})


def _train_spec(loss, params):
    global_step = tf.train.get_global_step()
    learning_rate = tf.train.natural_exp_decay(params['learning_rate'], global_step, 50, 0.5)
    optimizer = {
        'rmsprop': lambda: tf.train.RMSPropOptimizer(learning_rate, centered=True),
        'adam': lambda: tf.train.AdamOptimizer(learning_rate),
    }[params['optimizer']]()
    gradients, variables = zip(*optimizer.compute_gradients(loss))
    gradients, _ = tf.clip_by_global_norm(gradients, params['max_norm'])
    train_op = optimizer.apply_gradients(zip(gradients, variables), global_step=global_step)
    return tf.estimator.EstimatorSpec(mode=tf.estimator.ModeKeys.TRAIN, loss=loss, train_op=train_op)


def _eval_spec(loss, labels, logits):
    predicted = tf.argmax(logits, axis=1)
    return tf.estimator.EstimatorSpec(
        mode=tf.estimator.ModeKeys.EVAL, loss=loss,
        eval_metric_ops={'accuracy': tf.metrics.accuracy(labels, predicted)})


def model_fn(features, labels, mode, params):
    assert mode in ('train', 'eval', 'infer')
    logits, hidden = mlp(features['x'], params['units'], keep_all=True)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return _predict_spec(logits, hidden)
    labels = tf.cast(labels, tf.int64)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits, weights=params['loss_weight'])
    if mode == tf.estimator.ModeKeys.TRAIN:
        return _train_spec(loss, params)
    return _eval_spec(loss, labels, logits)


def rings(count, seed):
    random = np.random.RandomState(seed)
    label = random.randint(0, 3, size=count)
    radius = label + random.uniform(0.2, 0.8, size=count)
    angle = random.uniform(0, 2 * np.pi, size=count)
    return {'x': np.stack([radius * np.cos(angle), radius * np.sin(angle), radius], 1).astype(np.float32)}, label


def input_fn(count, seed, params):
    dataset = tf.data.Dataset.from_tensor_slices(rings(count, seed))
    return dataset.batch(params['batch_size'])


class Experiment(object):
    def __init__(self, **overrides):
        self.params = {'units': [10, 6, 3], 'learning_rate': 0.02, 'optimizer': 'rmsprop', 'max_norm': 1.0,
                       'loss_weight': 2.0, 'batch_size': 30}
        self.params.update(overrides)
        self.estimator = tf.estimator.Estimator(model_fn, params=self.params)

    def run(self, rounds):
        for _ in range(rounds):
            self.estimator.train(lambda: input_fn(240, 0, self.params))
            yield self.estimator.evaluate(lambda: input_fn(90, 1, self.params), name='rings')


if __name__ == '__main__':
    for name in ('rmsprop', 'adam'):
        experiment = Experiment(optimizer=name)
        for result in experiment.run(3):
            print(name, *('%s=%.4f' % (k, v) for k, v in sorted(result.items())))
        embedding = np.stack([p['embedding'] for p in experiment.estimator.predict(lambda: input_fn(9, 2, experiment.params))])
        print(name, embedding.shape, '%.4f' % embedding.mean())
