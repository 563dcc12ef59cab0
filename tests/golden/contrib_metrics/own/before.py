import tensorflow as tf
from tensorflow.contrib import metrics as tfm

f1 = tf.contrib.metrics.f1_score(labels, scores, weights=weights, num_thresholds=50)
kappa = tfm.cohen_kappa(labels, classes, num_classes=3, name="kappa")
count = tfm.count(labels)
means = tfm.streaming_mean_tensor(outputs)
precision = tfm.precision_at_recall(labels, scores, 0.8)
recall = tfm.recall_at_precision(labels, scores, precision=0.8)
missed = tfm.streaming_false_negative_rate(scores > 0.5, labels)
alarms = tfm.streaming_false_positive_rate_at_thresholds(scores, labels, [0.2, 0.5], weights)
hits = tfm.streaming_recall_at_k(logits, classes, 5)
of_one = tfm.streaming_sparse_precision_at_k(logits, classes, 5, class_id=2)
ranked = tfm.streaming_sparse_precision_at_top_k(top, classes)
batch_accuracy = tfm.accuracy(classes, labels)
table = tfm.confusion_matrix(labels, classes, 3)
