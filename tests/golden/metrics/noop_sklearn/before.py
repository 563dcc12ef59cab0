import tensorflow as tf
from sklearn import metrics

auc = metrics.auc(fpr, tpr)
accuracy = metrics.accuracy(tf.constant(labels), predictions)
