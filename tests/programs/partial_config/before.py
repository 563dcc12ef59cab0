"""Click prediction; the hyperparameters are bound with functools.partial."""
from collections import namedtuple
from functools import partial

import numpy as np
import tensorflow as tf

Config = namedtuple('Config', ['buckets', 'dim', 'hidden', 'learning_rate', 'clip_value', 'positive_weight'])

CONFIG = Config(buckets={'site': 10, 'ad': 15, 'hour': 24}, dim=3, hidden=8,
                learning_rate=0.1, clip_value=0.05, positive_weight=2.0)


def embed(ids, name, buckets, dim):
    """Looks up [B] ids in a table of its own."""
    with tf.variable_scope('embed_' + name):
        table = tf.get_variable(
            'table', [buckets, dim], tf.float32,
            initializer=tf.constant_initializer(np.sin(np.arange(buckets * dim)).reshape(buckets, dim)))
        return tf.nn.embedding_lookup(table, ids % buckets)


def click_model_fn(features, labels, mode, config_):
    parts = [embed(features[name], name, size, config_.dim) for name, size in sorted(config_.buckets.items())]
    bag = tf.reduce_mean(embed(features['words'], 'words', 20, config_.dim), axis=1)  # [B, T, D] -> [B, D]
    net = tf.concat(parts + [bag], axis=1)
    n_in = config_.dim * (len(parts) + 1)
    net = tf.layers.dense(net, config_.hidden, tf.nn.relu,
                          kernel_initializer=tf.constant_initializer(np.linspace(-.5, .5, n_in * config_.hidden)))
    logits = tf.layers.dense(net, 1, kernel_initializer=tf.constant_initializer(.2))[:, 0]
    ctr = tf.sigmoid(logits)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, {'ctr': ctr, 'id': features['id']})

    labels = tf.cast(labels, tf.float32)
    losses = tf.nn.weighted_cross_entropy_with_logits(labels, logits, config_.positive_weight)
    loss = tf.reduce_mean(losses)

    if not mode == tf.estimator.ModeKeys.TRAIN:
        metrics = {'auc': tf.metrics.auc(labels, ctr), 'ctr': tf.metrics.mean(ctr)}
        metrics['bias'] = tf.metrics.mean(ctr - labels)
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)

    optimizer = tf.train.AdagradOptimizer(config_.learning_rate, initial_accumulator_value=0.5)
    grads_and_vars = optimizer.compute_gradients(loss)
    capped = [(tf.clip_by_value(grad, -config_.clip_value, config_.clip_value), var) for grad, var in grads_and_vars]
    train_op = optimizer.apply_gradients(capped, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def impressions(n, seed):
    rng = np.random.RandomState(seed)
    features = {
        'id': np.arange(n) + 1000,
        'site': rng.randint(0, 10, n) ** 2 % 10,
        'ad': rng.randint(0, 100, n),
        'hour': rng.randint(0, 24, n),
        'words': rng.randint(0, 20, (n, 4)) // 3,
    }
    clicks = (features['site'] + features['ad'] + features['hour'] // 6) % 3 == 0
    return features, clicks.astype(np.int64)


def input_fn(n, seed, batch_size, epochs):
    return tf.data.Dataset.from_tensor_slices(impressions(n, seed)).repeat(epochs).batch(batch_size)


def run():
    estimator = tf.estimator.Estimator(partial(click_model_fn, config_=CONFIG),
                                       config=tf.estimator.RunConfig(save_checkpoints_steps=1000, save_summary_steps=50))
    estimator.train(partial(input_fn, 120, 0, 24, 8))
    metrics = estimator.evaluate(partial(input_fn, 60, 1, 24, 1))
    return estimator, metrics


if __name__ == '__main__':
    estimator, metrics = run()
    for name in ['global_step', 'loss', 'auc', 'ctr', 'bias']:
        print('{:>12} {: .5f}'.format(name, float(metrics[name])))
    for p in estimator.predict(partial(input_fn, 5, 2, 24, 1)):
        print('{id}\t{ctr:.5f}'.format(**p))
