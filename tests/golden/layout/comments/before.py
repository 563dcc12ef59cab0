"""Comments beside statements that go."""
import tensorflow as tf


def model_fn(features,  # a dict of columns
             labels, mode):
    # One hidden layer.
    hidden = tf.layers.dense(features['x'], 8, activation=tf.nn.relu)  # wide enough
    logits = tf.layers.dense(hidden, 1)

    # What is served.
    if mode == tf.estimator.ModeKeys.PREDICT:
        # The caller wants odds.
        predictions = {
            'odds': tf.exp(logits),  # of the positive class
        }
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    # The paper's loss.
    loss = tf.losses.sigmoid_cross_entropy(labels, logits)

    if mode == tf.estimator.ModeKeys.TRAIN:
        # Plain descent was enough.
        optimizer = tf.train.GradientDescentOptimizer(0.1)
        # The step counts the batches.
        train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
        # Not reached.

    # Evaluation only from here on.
    return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
        # Rounded first.
        'accuracy': tf.metrics.accuracy(labels, tf.round(tf.sigmoid(logits))),  # at one half
    })
    # That is all.


# How it is run.
estimator = tf.estimator.Estimator(model_fn)  # in a temporary folder
