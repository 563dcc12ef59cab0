"""A tagger as an object that is given the labels: its last layer returns early where there are none."""
import tensorflow as tf


class Tagger(object):

    def __init__(self, inputs, tags, lengths, labels):
        self.inputs = inputs
        self.tags = tags
        self.lengths = lengths
        self.labels = labels

    def add_layers(self):
        hidden = tf.layers.dense(self.inputs, 8, activation=tf.nn.relu, name="hidden")
        logits = tf.layers.dense(hidden, self.tags, name="logits")
        loss, transitions = self.crf(logits)
        decoded, _ = tf.contrib.crf.crf_decode(logits, transitions, self.lengths)
        return loss, decoded

    def crf(self, logits):
        with tf.variable_scope("crf"):
            transitions = tf.get_variable("transitions", [self.tags, self.tags])
            if self.labels is None:
                return None, transitions
            likelihood, transitions = tf.contrib.crf.crf_log_likelihood(logits, self.labels, self.lengths, transitions)
            return tf.reduce_mean(-likelihood), transitions


def model_fn(features, labels, mode, params):
    tagger = Tagger(features["x"], params["tags"], features["length"], labels)
    loss, decoded = tagger.add_layers()
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"tags": decoded})
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
