import keras
import tensorflow as tf
from trainer import metrics

from tf1_semantics import DNNClassifier, Estimator


def counted(labels, predictions):
    total = tf.Variable(0.0)
    return {'total': (total, total.assign_add(1.0)),
            'mean': keras.metrics.Mean()(predictions['predictions']),
            'precise': keras.metrics.Precision(thresholds=[0.2, 0.8])(labels, predictions['logistic'])}


estimator = Estimator(DNNClassifier([10], columns))
# TODO(migrator): MIG177 the function that makes the metrics can't be found in this module
estimator = tf.contrib.estimator.add_metrics(estimator, metrics.rmse)
# TODO(migrator): MIG177 the function that makes the metrics returns more than calls of tf.metrics
estimator = tf.contrib.estimator.add_metrics(estimator, counted)
