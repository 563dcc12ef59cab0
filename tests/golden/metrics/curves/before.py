import tensorflow as tf


def curves(labels, scores, weights):
  return [
      tf.metrics.auc(labels, scores),
      tf.metrics.auc(labels, scores, num_thresholds=50, weights=weights),
      tf.metrics.auc(labels, scores, curve='PR', name='auc_pr'),
      tf.metrics.auc(labels, scores, curve='PR', summation_method='careful_interpolation'),
      tf.metrics.auc(labels, scores, summation_method='minoring'),
      tf.metrics.precision_at_thresholds(labels, scores, [0.25, 0.5, 0.75]),
      tf.metrics.false_negatives_at_thresholds(labels, scores, thresholds=[0.5], weights=weights),
      tf.metrics.sensitivity_at_specificity(labels, scores, 0.9),
      tf.metrics.specificity_at_sensitivity(labels, scores, sensitivity=0.9, num_thresholds=100),
  ]
