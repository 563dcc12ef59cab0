"""Named entities: a bidirectional LSTM over words, a conditional random field over tags."""
import os
import tempfile

import numpy as np
import tensorflow as tf

SENTENCES = [
    ('john lives in new york', 'B-PER O O B-LOC I-LOC'),
    ('mary smith met john', 'B-PER I-PER O B-PER'),
    ('paris is nice', 'B-LOC O O'),
    ('she left', 'O O'),
    ('new york welcomes mary smith today', 'B-LOC I-LOC O B-PER I-PER O'),
    ('in paris john met mary', 'O B-LOC B-PER O B-PER'),
]
TAGS = ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC']


def generator_fn(sentences):
    for words, tags in sentences:
        words = [w.encode() for w in words.split()]
        tags = [t.encode() for t in tags.split()]
        yield (words, len(words)), tags


def input_fn(sentences, batch_size=3, epochs=1):
    shapes = (([None], ()), [None])
    types = ((tf.string, tf.int32), tf.string)
    defaults = (('<pad>', 0), 'O')
    dataset = tf.data.Dataset.from_generator(lambda: generator_fn(sentences), output_shapes=shapes, output_types=types)
    return dataset.repeat(epochs).padded_batch(batch_size, shapes, defaults).prefetch(1)


def model_fn(features, labels, mode, params):
    words, nwords = features
    training = (mode == tf.estimator.ModeKeys.TRAIN)
    vocab_words = tf.contrib.lookup.index_table_from_file(params['words'], num_oov_buckets=params['num_oov_buckets'])
    num_tags = len(TAGS)

    # Word embeddings
    word_ids = vocab_words.lookup(words)
    table = tf.get_variable('table', [params['vocab_size'] + params['num_oov_buckets'], params['dim']])
    embeddings = tf.nn.embedding_lookup(table, word_ids)
    embeddings = tf.layers.dropout(embeddings, rate=params['dropout'], training=training)

    # LSTM
    t = tf.transpose(embeddings, perm=[1, 0, 2])
    lstm_cell_fw = tf.contrib.rnn.LSTMBlockFusedCell(params['lstm_size'])
    lstm_cell_bw = tf.contrib.rnn.LSTMBlockFusedCell(params['lstm_size'])
    lstm_cell_bw = tf.contrib.rnn.TimeReversedFusedRNN(lstm_cell_bw)
    with tf.variable_scope('fw'):
        output_fw, _ = lstm_cell_fw(t, dtype=tf.float32, sequence_length=nwords)
    with tf.variable_scope('bw'):
        output_bw, _ = lstm_cell_bw(t, dtype=tf.float32, sequence_length=nwords)
    output = tf.concat([output_fw, output_bw], axis=-1)
    output = tf.transpose(output, perm=[1, 0, 2])

    # CRF
    logits = tf.layers.dense(output, num_tags)
    crf_params = tf.get_variable("crf", [num_tags, num_tags], dtype=tf.float32)
    pred_ids, _ = tf.contrib.crf.crf_decode(logits, crf_params, nwords)

    if mode == tf.estimator.ModeKeys.PREDICT:
        reverse_vocab_tags = tf.contrib.lookup.index_to_string_table_from_file(params['tags'])
        pred_strings = reverse_vocab_tags.lookup(tf.to_int64(pred_ids))
        predictions = {'pred_ids': pred_ids, 'tags': pred_strings}
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    vocab_tags = tf.contrib.lookup.index_table_from_file(params['tags'])
    tags = vocab_tags.lookup(labels)
    log_likelihood, _ = tf.contrib.crf.crf_log_likelihood(logits, tags, nwords, crf_params)
    loss = tf.reduce_mean(-log_likelihood)

    weights = tf.sequence_mask(nwords)
    metrics = {'acc': tf.metrics.accuracy(tags, pred_ids, weights)}
    for metric_name, op in metrics.items():
        tf.summary.scalar(metric_name, op[1])

    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)
    elif mode == tf.estimator.ModeKeys.TRAIN:
        train_op = tf.train.AdamOptimizer(params['lr']).minimize(loss, global_step=tf.train.get_or_create_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


if __name__ == '__main__':
    folder = tempfile.mkdtemp()
    vocabulary = sorted(set(' '.join(words for words, _ in SENTENCES[:4]).split()))
    with open(os.path.join(folder, 'words.txt'), 'w') as f:
        f.write('\n'.join(vocabulary))
    with open(os.path.join(folder, 'tags.txt'), 'w') as f:
        f.write('\n'.join(TAGS))
    params = {'words': os.path.join(folder, 'words.txt'), 'tags': os.path.join(folder, 'tags.txt'),
              'vocab_size': len(vocabulary), 'num_oov_buckets': 2, 'dim': 6, 'lstm_size': 5, 'dropout': 0.0, 'lr': 0.02}
    estimator = tf.estimator.Estimator(model_fn, os.path.join(folder, 'model'), params=params)
    estimator.train(lambda: input_fn(SENTENCES, epochs=20))
    metrics = estimator.evaluate(lambda: input_fn(SENTENCES, batch_size=2))
    print('acc %.4f loss %.3f step %d' % (metrics['acc'], metrics['loss'], metrics['global_step']))
    for (words, _), prediction in zip(SENTENCES, estimator.predict(lambda: input_fn(SENTENCES))):
        print(words, '->', b' '.join(prediction['tags'][:len(words.split())]).decode())
