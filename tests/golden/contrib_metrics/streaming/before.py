import tensorflow as tf
from tensorflow.contrib import metrics as tfm

accuracy = tf.contrib.metrics.streaming_accuracy(classes, labels, weights=weights)
auc = tf.contrib.metrics.streaming_auc(scores, labels, curve="PR", name="auc")
auc = tf.contrib.metrics.streaming_auc(
    predictions=scores,  # of the positive class
    labels=labels)
precision = tfm.streaming_precision(scores > 0.5, labels)
loss = tf.contrib.metrics.streaming_mean(losses, weights)
iou = tf.contrib.metrics.streaming_mean_iou(classes, labels, 3)
rmse = tf.contrib.metrics.streaming_root_mean_squared_error(labels=targets, predictions=outputs)
pearson = tf.contrib.metrics.streaming_pearson_correlation(outputs, targets, weights)
recall = tf.contrib.metrics.streaming_sparse_recall_at_k(logits, ids, 5)
