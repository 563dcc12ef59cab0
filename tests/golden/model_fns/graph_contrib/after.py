"""What contrib had beside its layers, in a model_fn that goes on in a graph."""
import tensorflow as tf

from tf1_semantics import (
    LSTMBlockFusedCell,
    TPUEstimatorSpec,
    TimeReversedFusedRNN,
    crf_decode,
    dense,
    graph_crf_log_likelihood,
)


def host_call_fn(global_step, loss, rate):
    """Summaries of a TPU."""
    step = global_step[0]
    with tf.summary.create_file_writer("logs", max_queue=100).as_default():
        with tf.summary.record_if(True):
            tf.compat.v1.summary.scalar("loss", loss[0])
            tf.compat.v1.summary.scalar("rate", rate[0])
        return tf.compat.v1.summary.all_v2_summary_ops()


def model_fn(features, labels, mode, params):
    lengths = features["length"]
    steps = tf.transpose(features["x"], [1, 0, 2])
    forwards = LSTMBlockFusedCell(params["units"])
    backwards = TimeReversedFusedRNN(LSTMBlockFusedCell(params["units"]))
    outputs = tf.concat([cell(steps, dtype=tf.float32, sequence_length=lengths)[0] for cell in (forwards, backwards)], -1)
    with tf.compat.v1.tpu.bfloat16_scope():
        logits = dense(tf.transpose(outputs, [1, 0, 2]), params["tags"])
    transitions = tf.compat.v1.get_variable("transitions", [params["tags"], params["tags"]])
    found, _ = crf_decode(logits, transitions, lengths)
    if mode == "infer":
        return TPUEstimatorSpec(mode, predictions={"tags": found})
    likelihood, _ = graph_crf_log_likelihood(logits, labels, lengths, transitions)
    loss = tf.reduce_mean(-likelihood)
    step = tf.compat.v1.train.get_global_step()
    rate = 0.1 * tf.reduce_mean(features["x"])
    train_op = tf.compat.v1.train.AdamOptimizer(rate).minimize(loss, step)
    host_call = (host_call_fn, [tf.reshape(step, [1]), tf.reshape(loss, [1]), tf.reshape(rate, [1])])
    return TPUEstimatorSpec(mode, loss=loss, train_op=train_op, host_call=host_call)
