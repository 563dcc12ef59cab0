"""A head whose spec a helper returns."""
import tensorflow as tf


def spec_of(head, features, labels, mode, logits, rate):
    # The rate decays.
    step = tf.train.get_global_step()

    def train_op_fn(loss):
        decayed = tf.train.exponential_decay(rate, step, 100, 0.5)
        return tf.train.AdamOptimizer(decayed).minimize(loss, step)

    spec = head.create_estimator_spec(features, mode, logits, labels, train_op_fn=train_op_fn)
    return spec


def model_fn(features, labels, mode, params):
    """Two towers' sum under a binary head."""
    head = tf.contrib.estimator.binary_classification_head(loss_reduction=tf.losses.Reduction.MEAN)
    training = mode == tf.estimator.ModeKeys.TRAIN
    net = tf.layers.dense(features["x"], params["units"])
    net = tf.nn.relu(tf.layers.batch_normalization(net, training=training))
    logits = tf.layers.dense(net, head.logits_dimension)
    logits += tf.layers.dense(features["x"], 1, use_bias=False, name="wide")
    return spec_of(head, features, labels, mode, logits, params["rate"])
