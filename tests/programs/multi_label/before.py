# coding: utf-8
"""Several tags for one text; the loss of a tag counts more where tags are rare."""

import argparse
import random

import numpy as np
import tensorflow as tf

N_TAGS = 5
N_WORDS = 20


def parse_arguments(argv=None):
    ap = argparse.ArgumentParser()
    ap.add_argument('--batch-size', type=int, default=16)
    ap.add_argument('--epochs', type=int, default=4)
    ap.add_argument('--hidden', type=int, nargs='*', default=[12])
    ap.add_argument('--optimizer', choices=['sgd', 'adam', 'rmsprop', 'ftrl'], default='adam')
    ap.add_argument('--learning-rate', type=float, default=0.02)
    ap.add_argument('--smoothing', type=float, default=0.05)
    return ap.parse_args(argv)


def get_optimizer(name, learning_rate):
    name = name.lower()
    if name == 'sgd':
        return tf.train.GradientDescentOptimizer(learning_rate)
    elif name == 'adam':
        return tf.train.AdamOptimizer(learning_rate)
    elif name == 'rmsprop':
        return tf.train.RMSPropOptimizer(learning_rate, momentum=0.9)
    elif name == 'ftrl':
        return tf.train.FtrlOptimizer(learning_rate)
    raise ValueError(name)


def tag_model(features, labels, mode, params):
    args = params['args']
    tag_weights = tf.constant([params['tag_weights']], dtype=tf.float32)   # [1, N_TAGS]

    bag = tf.one_hot(features['words'], N_WORDS)          # [B, T, V]
    net = tf.log1p(tf.reduce_sum(bag, axis=1))
    last = N_WORDS
    for i in range(len(args.hidden)):
        net = tf.layers.dense(net, args.hidden[i], activation=tf.nn.relu, name='hidden%d' % i,
                              kernel_initializer=tf.initializers.constant(
                                  np.linspace(-0.2, 0.4, last * args.hidden[i])))
        last = args.hidden[i]
    logits = tf.layers.dense(net, N_TAGS, name='tags',
                             kernel_initializer=tf.initializers.constant(np.linspace(-0.3, 0.3, last * N_TAGS)))
    scores = tf.nn.sigmoid(logits)
    tags = tf.cast(scores > 0.5, tf.int32)

    loss = None
    train_op = None
    metrics = None
    if labels is not None:
        loss = tf.losses.sigmoid_cross_entropy(
            multi_class_labels=labels, logits=logits, weights=tag_weights,
            label_smoothing=args.smoothing if mode == tf.estimator.ModeKeys.TRAIN else 0)
    if mode == tf.estimator.ModeKeys.TRAIN:
        train_op = get_optimizer(args.optimizer, args.learning_rate).minimize(
            loss, global_step=tf.train.get_or_create_global_step())
    if mode == tf.estimator.ModeKeys.EVAL:
        metrics = {'precision': tf.metrics.precision(labels, tags), 'recall': tf.metrics.recall(labels, tags)}
        for i in range(N_TAGS):
            metrics['accuracy/%d' % i] = tf.metrics.accuracy(labels[:, i], tags[:, i])
    return tf.estimator.EstimatorSpec(
        mode=mode, predictions={'scores': scores, 'tags': tags}, loss=loss, train_op=train_op, eval_metric_ops=metrics)


def corpus(n, seed):
    random.seed(seed)
    words = [[random.randrange(N_WORDS) for _ in range(8)] for _ in range(n)]
    tags = [[int(sum(w % N_TAGS == tag for w in text) >= 2 + tag % 2) for tag in range(N_TAGS)] for text in words]
    return words, tags


def main(argv=None):
    args = parse_arguments(argv)
    words, tags = corpus(96, 0)
    frequency = np.mean(tags, axis=0)
    params = {'args': args, 'tag_weights': (1.0 - frequency).tolist()}

    def make_input_fn(words, tags, epochs):
        def generate():
            for text, target in zip(words, tags):
                yield {'words': text}, target

        def input_fn():
            ds = tf.data.Dataset.from_generator(
                generate,
                output_types=({'words': tf.int32}, tf.int32),
                output_shapes=({'words': tf.TensorShape([8])}, tf.TensorShape([N_TAGS])))
            return ds.repeat(epochs).batch(args.batch_size).prefetch(1)
        return input_fn

    est = tf.estimator.Estimator(tag_model, params=params)
    est.train(make_input_fn(words, tags, args.epochs))
    test_words, test_tags = corpus(40, 1)
    results = est.evaluate(make_input_fn(test_words, test_tags, 1))
    for name in sorted(results):
        print(name.ljust(12), '%.4f' % results[name])
    for text, p in zip(test_words[:3], est.predict(make_input_fn(test_words, test_tags, 1))):
        print(text, '->', [i for i, t in enumerate(p['tags']) if t], p['scores'].round(3))


main([])
