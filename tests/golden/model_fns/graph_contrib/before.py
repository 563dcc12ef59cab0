"""What contrib had beside its layers, in a model_fn that goes on in a graph."""
import tensorflow as tf


def host_call_fn(global_step, loss, rate):
    """Summaries of a TPU."""
    step = global_step[0]
    with tf.contrib.summary.create_file_writer("logs", max_queue=100).as_default():
        with tf.contrib.summary.always_record_summaries():
            tf.contrib.summary.scalar("loss", loss[0], step=step)
            tf.contrib.summary.scalar("rate", rate[0])
        return tf.contrib.summary.all_summary_ops()


def model_fn(features, labels, mode, params):
    lengths = features["length"]
    steps = tf.transpose(features["x"], [1, 0, 2])
    forwards = tf.contrib.rnn.LSTMBlockFusedCell(params["units"])
    backwards = tf.contrib.rnn.TimeReversedFusedRNN(tf.contrib.rnn.LSTMBlockFusedCell(params["units"]))
    outputs = tf.concat([cell(steps, dtype=tf.float32, sequence_length=lengths)[0] for cell in (forwards, backwards)], -1)
    with tf.contrib.tpu.bfloat16_scope():
        logits = tf.layers.dense(tf.transpose(outputs, [1, 0, 2]), params["tags"])
    transitions = tf.get_variable("transitions", [params["tags"], params["tags"]])
    found, _ = tf.contrib.crf.crf_decode(logits, transitions, lengths)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.contrib.tpu.TPUEstimatorSpec(mode, predictions={"tags": found})
    likelihood, _ = tf.contrib.crf.crf_log_likelihood(logits, labels, lengths, transitions)
    loss = tf.reduce_mean(-likelihood)
    step = tf.train.get_global_step()
    rate = 0.1 * tf.reduce_mean(features["x"])
    train_op = tf.train.AdamOptimizer(rate).minimize(loss, step)
    host_call = (host_call_fn, [tf.reshape(step, [1]), tf.reshape(loss, [1]), tf.reshape(rate, [1])])
    return tf.contrib.tpu.TPUEstimatorSpec(mode, loss=loss, train_op=train_op, host_call=host_call)
