import tensorflow as tf
from trainer import metrics


def counted(labels, predictions):
    total = tf.Variable(0.0)
    return {'total': (total, total.assign_add(1.0)),
            'mean': tf.metrics.mean(predictions['predictions'], name='mean'),
            'precise': tf.metrics.precision_at_thresholds(labels, predictions['logistic'], [0.2, 0.8])}


estimator = tf.estimator.DNNClassifier([10], columns)
estimator = tf.contrib.estimator.add_metrics(estimator, metrics.rmse)
estimator = tf.contrib.estimator.add_metrics(estimator, counted)
