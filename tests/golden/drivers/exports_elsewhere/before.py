"""The model of a trainer package; another module makes the Estimator and exports it."""
import tensorflow as tf


def model_fn(features, labels, mode):
    hidden = tf.layers.dense(features['x'], 8, tf.nn.relu)
    logits = tf.layers.dense(hidden, 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        probability = tf.sigmoid(logits)
        return tf.estimator.EstimatorSpec(
            mode,
            predictions={'probability': probability, 'hidden': hidden},
            export_outputs={
                'serving_default': tf.estimator.export.PredictOutput({'probability': probability}),
                'embed': tf.estimator.export.PredictOutput(hidden),
                'regress': tf.estimator.export.RegressionOutput(probability),
            })
    loss = tf.losses.sigmoid_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
