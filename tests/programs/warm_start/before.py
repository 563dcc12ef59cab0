"""Pretrains a classifier on one task and warm-starts another from it."""
import os
import tempfile

import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)

BASE = tempfile.mkdtemp()


def make_input_fn(seed, n_classes):
    rng = np.random.RandomState(seed)
    x = rng.rand(64, 4).astype(np.float32)
    y = (x.sum(axis=1) * 10).astype(np.int32) % n_classes

    def input_fn():
        dataset = tf.data.Dataset.from_tensor_slices(({'x': x}, y))
        return dataset.repeat().batch(16)

    return input_fn


def model_fn(features, labels, mode, params):
    init = tf.constant_initializer(0.1)
    net = tf.layers.dense(features['x'], 8, activation=tf.nn.relu, kernel_initializer=init, name='encoder')
    net = tf.layers.dense(net, 8, activation=tf.nn.tanh, kernel_initializer=init, name='hidden')
    logits = tf.layers.dense(net, params['n_classes'],
                             kernel_initializer=tf.zeros_initializer(), name='head')
    predictions = {'class': tf.argmax(logits, 1), 'prob': tf.nn.softmax(logits)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    metrics = {'accuracy': tf.metrics.accuracy(labels, predictions['class'])}
    train_op = tf.train.GradientDescentOptimizer(params['lr']).minimize(
        loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)


def main():
    pretrained = tf.estimator.Estimator(
        model_fn, model_dir=os.path.join(BASE, 'pretrain'), params={'n_classes': 3, 'lr': 0.5})
    pretrained.train(make_input_fn(0, 3), steps=30)
    print('pretrained %.5f' % pretrained.evaluate(make_input_fn(0, 3), steps=4)['loss'])

    # Everything but the head is taken over.
    settings = tf.estimator.WarmStartSettings(
        ckpt_to_initialize_from=os.path.join(BASE, 'pretrain'),
        vars_to_warm_start='(encoder|hidden)/.*')
    finetuned = tf.estimator.Estimator(
        model_fn=model_fn,
        model_dir=os.path.join(BASE, 'finetune'),
        params={'n_classes': 2, 'lr': 0.1},
        warm_start_from=settings)
    finetuned.train(make_input_fn(1, 2), steps=10)
    result = finetuned.evaluate(make_input_fn(1, 2), steps=4)
    print('finetuned', result['global_step'], result['accuracy'], '%.5f' % result['loss'])

    # The same task again, from all of the weights.
    again = tf.estimator.Estimator(
        model_fn=model_fn, params={'n_classes': 3, 'lr': 0.1},
        warm_start_from=os.path.join(BASE, 'pretrain'))
    again.train(make_input_fn(0, 3), steps=5)
    result = again.evaluate(make_input_fn(0, 3), steps=4)
    print('again %d %.5f' % (result['global_step'], result['loss']))

    # A canned one, which has a checkpoint of its own already where it is made again.
    columns = [tf.feature_column.numeric_column('x', shape=4)]
    model_dir = os.path.join(BASE, 'linear')
    for warm_start_from in (None, os.path.join(BASE, 'linear'), os.path.join(BASE, 'linear')):
        linear = tf.estimator.LinearClassifier(columns, model_dir, n_classes=3, warm_start_from=warm_start_from)
        linear.train(make_input_fn(0, 3), steps=10)
        print('linear %.5f' % linear.evaluate(make_input_fn(0, 3), steps=4)['average_loss'])
        model_dir = os.path.join(BASE, 'linear_again')


if __name__ == '__main__':
    main()
