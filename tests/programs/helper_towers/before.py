"""Ranks documents for a query: towers made by one helper in a loop, an attention over their outputs."""
from functools import partial

import numpy as np
import tensorflow as tf

FEATURES = [('query', 12, 4), ('title', 12, 4), ('body', 20, 6)]


def initial(rows, columns, phase):
    return tf.constant_initializer(0.3 * np.sin(phase + np.arange(rows * columns)).reshape(rows, columns))


def tower(ids, size, dim, units, phase):
    """Embeds [B, T] ids and averages what is no padding."""
    table = tf.get_variable('table', shape=[size, dim], initializer=initial(size, dim, phase), use_resource=True)
    mask = tf.to_float(tf.not_equal(ids, 0))
    embedded = tf.nn.embedding_lookup(table, ids) * tf.expand_dims(mask, -1)
    mean = tf.reduce_sum(embedded, axis=1) / tf.maximum(tf.reduce_sum(mask, axis=1, keep_dims=True), 1.)
    return tf.layers.dense(mean, units, tf.nn.tanh, kernel_initializer=initial(dim, units, phase), name='out')


def attend(outputs, units):
    stacked = tf.stack(outputs, axis=1)
    scores = tf.layers.dense(stacked, 1, use_bias=False, kernel_initializer=initial(units, 1, 2.), name='scores')
    weights = tf.nn.softmax(scores, dim=1)
    return tf.reduce_sum(weights * stacked, axis=1), tf.squeeze(weights, -1)


def ranking_model(features, labels, mode, params):
    units = params.get('units', 5)
    outputs = []
    for position, (name, size, dim) in enumerate(FEATURES):
        with tf.variable_scope(name):
            outputs.append(tower(features[name], size, dim, units, position))
    pooled, weights = attend(outputs, units)
    score = tf.reduce_sum(pooled * outputs[0], axis=-1)

    if mode == 'infer':
        return tf.estimator.EstimatorSpec(mode, predictions={'score': score, 'attention': weights})
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.to_float(labels), logits=score, name='xent'))
    if mode == 'eval':
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            'auc': tf.metrics.auc(labels, tf.sigmoid(score)),
            'precision': tf.metrics.precision(labels, score > 0)})
    optimizer = tf.train.AdagradOptimizer(params['rate'])
    grads = optimizer.compute_gradients(loss, aggregation_method=tf.AggregationMethod.ADD_N)
    grads = [(g if 'table' in v.name else 2. * g, v) for g, v in grads]
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=optimizer.apply_gradients(
        grads, global_step=tf.train.get_global_step()))


def documents(count, seed):
    rng = np.random.RandomState(seed)
    features = {name: rng.randint(0, size, (count, 5)) for name, size, _ in FEATURES}
    labels = (features['query'][:, 0] % 3 == features['title'][:, 0] % 3).astype(np.int64)
    return features, labels


def read(count, seed, batch=12, epochs=1):
    return tf.data.Dataset.from_tensor_slices(documents(count, seed)).repeat(epochs).batch(batch)


def run():
    ranker = tf.estimator.Estimator(ranking_model, params={'rate': 0.2})
    for epochs in (2, 3):
        ranker.train(partial(read, 72, 0, epochs=epochs))
        result = ranker.evaluate(partial(read, 48, 1))
        print(' | '.join('{} {:.4f}'.format(key, result[key]) for key in ('loss', 'auc', 'precision')))
    for row in ranker.predict(partial(read, 3, 2)):
        print('{:.4f}'.format(row['score']), row['attention'].round(3))


if __name__ == '__main__':
    run()
