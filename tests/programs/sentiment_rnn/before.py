"""Sentiment of sentences of unequal length: stacked cells in both directions, their last states to the classifier."""
import argparse
import sys

import numpy as np
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument('--units', type=int, default=6)
parser.add_argument('--layers', type=int, default=2)
parser.add_argument('--keep_prob', type=float, default=1.0)
parser.add_argument('--steps', type=int, default=25)


def build_cell(num_units, num_layers, keep_prob, mode):
    """A stack of cells, with dropout while training."""
    cells = []
    for i in range(num_layers):
        if i == 0:
            cell = tf.nn.rnn_cell.LSTMCell(num_units, forget_bias=0.5)
        else:
            cell = tf.nn.rnn_cell.GRUCell(num_units)
        if mode == tf.estimator.ModeKeys.TRAIN:
            cell = tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=keep_prob)
        cells.append(cell)
    return tf.nn.rnn_cell.MultiRNNCell(cells)


def model_fn(features, labels, mode, params):
    with tf.variable_scope('embed'):
        table = tf.get_variable('table', [params.vocab, 4])
        words = tf.nn.embedding_lookup(table, features['ids'])

    with tf.variable_scope('encoder'):
        fw = build_cell(params.units, params.layers, params.keep_prob, mode)
        bw = build_cell(params.units, params.layers, params.keep_prob, mode)
        (out_fw, out_bw), (state_fw, state_bw) = tf.nn.bidirectional_dynamic_rnn(
            fw, bw, words, sequence_length=features['length'], dtype=tf.float32)
        outputs = tf.concat([out_fw, out_bw], 2)
        mask = tf.cast(tf.sequence_mask(features['length'], tf.shape(outputs)[1]), tf.float32)
        mean = tf.reduce_sum(outputs * tf.expand_dims(mask, -1), 1) / tf.reduce_sum(mask, 1, keep_dims=True)
        encoding = tf.concat([mean, state_fw[0].h, state_bw[0].c, state_bw[-1]], 1)

    with tf.variable_scope('decoder'):
        steps = tf.unstack(words, num=7, axis=1)
        out, _ = tf.nn.static_rnn(tf.nn.rnn_cell.BasicRNNCell(3), steps, dtype=tf.float32)
    logits = tf.squeeze(tf.layers.dense(tf.concat([encoding, out[-1]], 1), 1), 1)
    predictions = {'probability': tf.nn.sigmoid(logits)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    loss = tf.losses.sigmoid_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        auc = tf.metrics.auc(labels, predictions['probability'])
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={'auc': auc})

    optimizer = tf.train.GradientDescentOptimizer(0.3)
    gradients, variables = zip(*optimizer.compute_gradients(loss))
    gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
    train_op = optimizer.apply_gradients(zip(gradients, variables), global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def sentences(count, seed):
    random = np.random.RandomState(seed)
    length = random.randint(1, 8, size=count).astype(np.int32)
    ids = random.randint(1, 12, size=(count, 7)) * (np.arange(7) < length[:, None])
    labels = ((ids > 8).sum(1) > (ids * (ids < 5) > 0).sum(1)).astype(np.int32)
    return {'ids': ids.astype(np.int32), 'length': length}, labels


def main(argv):
    args = parser.parse_args(argv[1:])
    params = tf.contrib.training.HParams(vocab=12, units=args.units, layers=args.layers, keep_prob=args.keep_prob)
    estimator = tf.estimator.Estimator(model_fn, params=params)
    x, y = sentences(40, 0)
    train = tf.estimator.inputs.numpy_input_fn(x, y, batch_size=10, num_epochs=None, shuffle=False)
    estimator.train(train, steps=args.steps)
    x, y = sentences(16, 1)
    test = tf.estimator.inputs.numpy_input_fn(x, y, batch_size=6, num_epochs=1, shuffle=False)
    results = estimator.evaluate(test)
    print('loss %.4f auc %.4f' % (results['loss'], results['auc']))
    print(' '.join('%.3f' % p['probability'] for p in estimator.predict(test)))


if __name__ == '__main__':
    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.app.run(main=main, argv=sys.argv[:1])
