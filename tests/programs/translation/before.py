"""Turns numbers around with a sequence to sequence model with attention."""
import numpy as np
import tensorflow as tf
from tensorflow.contrib import seq2seq

START, END, VOCABULARY = 1, 2, 9
constant = tf.constant_initializer


def cell(units):
    return tf.nn.rnn_cell.GRUCell(units, kernel_initializer=constant(0.1))


def decode(helper, decoder_cell, state, projection, maximum):
    decoder = seq2seq.BasicDecoder(decoder_cell, helper, state, output_layer=projection)
    outputs, _, lengths = seq2seq.dynamic_decode(decoder, impute_finished=True, maximum_iterations=maximum)
    return outputs, lengths


def slopes(shape, dtype=tf.float32, partition_info=None):
    count = int(np.prod(shape))
    return tf.constant(0.5 * np.sin(np.arange(count) * 0.7).reshape([int(size) for size in shape]), dtype)


def model_fn(features, labels, mode, params):
    with tf.variable_scope("translate", initializer=slopes):
        return translation(features, labels, mode, params)


def translation(features, labels, mode, params):
    source, lengths = features["source"], features["length"]
    batch_size = tf.shape(source)[0]
    embeddings = tf.get_variable("embeddings", [VOCABULARY, params["embedding"]],
                                 initializer=tf.constant_initializer(np.linspace(-1, 1, VOCABULARY * params["embedding"])))
    encoded, state = tf.nn.dynamic_rnn(cell(params["units"]), tf.nn.embedding_lookup(embeddings, source), lengths,
                                       dtype=tf.float32)
    attention = seq2seq.BahdanauAttention(params["units"], encoded, memory_sequence_length=lengths)
    decoder_cell = seq2seq.AttentionWrapper(cell(params["units"]), attention, attention_layer_size=params["units"])
    first = decoder_cell.zero_state(batch_size, tf.float32).clone(cell_state=state)
    projection = tf.layers.Dense(VOCABULARY, use_bias=False, kernel_initializer=constant(
        np.sin(np.arange(params["units"] * VOCABULARY)).reshape(params["units"], VOCABULARY)))

    if mode == tf.estimator.ModeKeys.PREDICT:
        helper = seq2seq.GreedyEmbeddingHelper(embeddings, tf.fill([batch_size], START), END)
        outputs, ends = decode(helper, decoder_cell, first, projection, 8)
        return tf.estimator.EstimatorSpec(mode, predictions={"ids": outputs.sample_id, "length": ends})

    starts = tf.fill([batch_size, 1], START)
    inputs = tf.concat([starts, labels[:, :-1]], 1)
    target_lengths = tf.fill([batch_size], tf.shape(labels)[1])
    helper = seq2seq.TrainingHelper(tf.nn.embedding_lookup(embeddings, inputs), target_lengths)
    outputs, _ = decode(helper, decoder_cell, first, projection, None)
    weights = tf.to_float(tf.not_equal(labels, 0))
    loss = seq2seq.sequence_loss(outputs.rnn_output, labels, weights)
    if mode == tf.estimator.ModeKeys.EVAL:
        metrics = {"accuracy": tf.metrics.accuracy(labels, outputs.sample_id, weights)}
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)
    train_op = tf.contrib.layers.optimize_loss(loss, tf.train.get_global_step(), params["rate"], "Adam", clip_gradients=5.0)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def make_data(n):
    random = np.random.RandomState(0)
    lengths = random.randint(2, 6, n).astype(np.int32)
    source, target = np.zeros([n, 5], np.int32), np.zeros([n, 6], np.int32)
    for row, length in enumerate(lengths):
        source[row, :length] = random.randint(3, VOCABULARY, length)
        target[row, :length] = source[row, :length][::-1]
        target[row, length] = END
    return source, lengths, target


def main(_):
    tf.logging.set_verbosity(tf.logging.ERROR)
    source, lengths, target = make_data(96)

    def input_fn(batch_size=16):
        dataset = tf.data.Dataset.from_tensor_slices(({"source": source, "length": lengths}, target))
        return dataset.repeat().batch(batch_size)

    model = tf.estimator.Estimator(model_fn, params={"embedding": 6, "units": 10, "rate": 0.02})
    model.train(input_fn, steps=40)
    result = model.evaluate(input_fn, steps=6)
    print("accuracy %.4f loss %.4f" % (result["accuracy"], result["loss"]))
    features = {"source": source[:4], "length": lengths[:4]}
    for one in model.predict(lambda: tf.data.Dataset.from_tensor_slices(features).batch(4)):
        print(one["ids"], one["length"])


if __name__ == "__main__":
    tf.app.run(main)
