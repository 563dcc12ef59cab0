import keras

from tf1_semantics import AUC, SensitivityAtSpecificity, SpecificityAtSensitivity


def curves(labels, scores, weights):
  return [
      keras.metrics.AUC()(labels, scores),
      keras.metrics.AUC(num_thresholds=50)(labels, scores, sample_weight=weights),
      AUC(curve='PR')(labels, scores),
      keras.metrics.AUC(curve='PR')(labels, scores),
      keras.metrics.AUC(summation_method='minoring')(labels, scores),
      keras.metrics.Precision(thresholds=[0.25, 0.5, 0.75])(labels, scores),
      keras.metrics.FalseNegatives(thresholds=[0.5])(labels, scores, sample_weight=weights),
      SensitivityAtSpecificity(specificity=0.9)(labels, scores),
      SpecificityAtSensitivity(sensitivity=0.9, num_thresholds=100)(labels, scores),
  ]
