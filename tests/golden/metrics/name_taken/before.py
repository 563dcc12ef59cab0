import tensorflow as tf

AUC = "auc"
ops = {AUC: tf.metrics.auc(labels, scores, curve="PR")}
