"""DSSM: a query tower and a document tower, trained on the cosine of their outputs."""
import sys

import numpy as np
import tensorflow as tf


class config:
    vocab = 25
    dim = 4
    sizes = (8, 6)
    margin = 0.2
    gamma = 5.0
    lr = 0.05


def uniformish(shape, seed=0):
    a = np.modf(np.sin(np.arange(np.prod(shape)) + seed) * 43.7)[0] * 0.5
    return tf.constant_initializer(a.reshape(shape).astype(np.float32))


def tower(tokens, scope, sizes=config.sizes, activation=tf.nn.tanh):
    """Mean of the word vectors, then fully connected layers; the result has length one."""

    def fc(x, units, i):
        in_units = x.get_shape()[-1].value
        return tf.layers.dense(x, units, activation=activation, name='fc%d' % (i + 1),
                               kernel_initializer=uniformish([in_units, units], seed=i))

    with tf.variable_scope(scope):
        emb = tf.get_variable('emb', [config.vocab, config.dim], initializer=uniformish([config.vocab, config.dim]))
        vectors = tf.nn.embedding_lookup(emb, tokens)
        mask = tf.cast(tf.not_equal(tokens, 0), tf.float32)    # 0 pads
        total = tf.reduce_sum(vectors * tf.expand_dims(mask, -1), axis=1)
        net = total / tf.maximum(tf.reduce_sum(mask, axis=1, keep_dims=True), 1.0)
        for i, units in enumerate(sizes):
            net = fc(net, units, i)
        return tf.nn.l2_normalize(net, axis=-1), mask


def model_fn(features, labels, mode):
    query, query_mask = tower(features['query'], 'query')
    doc, _ = tower(features['doc'], 'doc', sizes=(6,))
    cosine = tf.reduce_sum(query * doc, axis=1)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(
            mode, predictions={'cosine': cosine, 'query': query, 'words': tf.reduce_sum(query_mask, 1)})

    y = tf.to_float(labels)
    # contrastive: pull clicked pairs together, push the others under the margin
    positive = y * (1.0 - cosine)
    negative = (1.0 - y) * tf.maximum(0.0, cosine - config.margin)
    loss = config.gamma * tf.reduce_mean(positive + negative)

    if mode == tf.estimator.ModeKeys.EVAL:
        clicked = tf.metrics.mean(cosine, weights=y)
        other = tf.metrics.mean(cosine, weights=1.0 - y)
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={'cos/clicked': clicked, 'cos/other': other})

    if mode == tf.estimator.ModeKeys.TRAIN:
        opt = tf.train.AdagradOptimizer(config.lr)
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=opt.minimize(loss, tf.train.get_global_step()))


def pairs(n, seed):
    rng = np.random.RandomState(seed)
    query = rng.randint(0, config.vocab, (n, 5))
    query[:, 3:] *= rng.randint(0, 2, (n, 2))
    doc = rng.randint(1, config.vocab, (n, 7))
    label = rng.randint(0, 2, n)
    doc[label == 1, :5] = np.maximum(query[label == 1], 1)
    return {'query': query.astype(np.int32), 'doc': doc.astype(np.int32)}, label.astype(np.int32)


def feed(n, seed, epochs=1):
    return lambda: tf.data.Dataset.from_tensor_slices(pairs(n, seed)).repeat(epochs).batch(25)


def main():
    est = tf.estimator.Estimator(model_fn=model_fn)
    before = None
    for epoch in range(3):
        est.train(feed(100, 0))
        scores = est.evaluate(feed(60, 1))
        gap = scores['cos/clicked'] - scores['cos/other']
        if before is not None:
            print('gap %s' % ('grew' if gap > before else 'shrank'))
        before = gap
        sys.stdout.write('%d\t%.5f\t%.5f\t%.5f\n' % (
            scores['global_step'], scores['loss'], scores['cos/clicked'], scores['cos/other']))
    for p in est.predict(feed(3, 2)):
        print('cosine %.4f of %d words, norm %.3f' % (p['cosine'], p['words'], np.linalg.norm(p['query'])))


if __name__ == '__main__':
    tf.logging.set_verbosity(tf.logging.ERROR)
    main()
