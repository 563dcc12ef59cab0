"""Sentiment of sequences of words: embeddings, two LSTM layers, lengths, the last relevant output."""
import argparse

import numpy as np
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument('--hidden', type=int, default=5)
parser.add_argument('--steps', type=int, default=20)

VOCABULARY = 12


def spread(scale):
    def initializer(shape, dtype=tf.float32, partition_info=None):
        return tf.constant(scale * np.sin(np.arange(np.prod(shape)) * 1.1).reshape(shape), dtype)
    return initializer


def lstm(features, labels, mode, params):
    words, lengths = features['words'], features['length']
    embeddings = tf.get_variable('embeddings', [VOCABULARY, 4], initializer=spread(0.5))
    inputs = tf.nn.embedding_lookup(embeddings, words)

    with tf.variable_scope('rnn', initializer=spread(0.3)):
        cells = [tf.nn.rnn_cell.LSTMCell(params['hidden'], forget_bias=0.9) for _ in range(2)]
        if mode == tf.estimator.ModeKeys.TRAIN:
            cells = [tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=1.0) for cell in cells]
        outputs, state = tf.nn.dynamic_rnn(
            tf.nn.rnn_cell.MultiRNNCell(cells), inputs, sequence_length=lengths, dtype=tf.float32)
    batch = tf.shape(outputs)[0]
    last = tf.gather_nd(outputs, tf.stack([tf.range(batch), lengths - 1], axis=1))
    logits = tf.layers.dense(tf.concat([last, state[-1].c], 1), 1, kernel_initializer=spread(0.6))
    probability = tf.sigmoid(tf.squeeze(logits, [1]))

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions={'probability': probability})
    loss = tf.losses.sigmoid_cross_entropy(labels, tf.squeeze(logits, [1]))
    if mode == tf.estimator.ModeKeys.EVAL:
        ops = {'auc': tf.metrics.auc(labels, probability), 'precision': tf.metrics.precision(labels, probability > 0.5)}
        return tf.estimator.EstimatorSpec(mode=mode, loss=loss, eval_metric_ops=ops)
    train_op = tf.contrib.layers.optimize_loss(
        loss=loss, global_step=tf.train.get_global_step(), learning_rate=params['rate'],
        optimizer='Adam', clip_gradients=1.0)
    return tf.estimator.EstimatorSpec(mode=mode, loss=loss, train_op=train_op)


def sequences(count, seed):
    random = np.random.RandomState(seed)
    words = random.randint(1, VOCABULARY, size=(count, 7))
    length = random.randint(2, 8, size=count)
    words[np.arange(7)[None] >= length[:, None]] = 0
    label = (words * (words > 8)).sum(1) > 12
    return {'words': np.int32(words), 'length': np.int32(length)}, np.float32(label)


def main():
    args = parser.parse_args()
    config = tf.estimator.RunConfig(tf_random_seed=7, save_checkpoints_steps=10)
    estimator = tf.estimator.Estimator(lstm, config=config, params={'hidden': args.hidden, 'rate': 0.05})
    train, test = sequences(48, 0), sequences(24, 1)
    estimator.train(lambda: tf.data.Dataset.from_tensor_slices(train).repeat().batch(12), steps=args.steps)
    print({key: round(float(value), 4) for key, value in sorted(estimator.evaluate(
        lambda: tf.data.Dataset.from_tensor_slices(test).batch(12)).items())})
    found = estimator.predict(lambda: tf.data.Dataset.from_tensor_slices(test[0]).batch(12))
    print(['%.3f' % next(found)['probability'] for _ in range(5)])


if __name__ == '__main__':
    main()
