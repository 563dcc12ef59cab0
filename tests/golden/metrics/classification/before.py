import tensorflow as tf


def model_metrics(labels, logits, weights):
    predictions = {"classes": tf.argmax(logits, 1), "probabilities": tf.nn.softmax(logits)}
    return {
        "accuracy": tf.metrics.accuracy(labels=labels, predictions=predictions["classes"], name="acc_op"),
        "weighted": tf.metrics.accuracy(labels, predictions["classes"], weights),
        "swapped": tf.metrics.accuracy(predictions=predictions["classes"], labels=labels, weights=None),
        "precision": tf.metrics.precision(labels, predictions["classes"]),
        "recall": tf.metrics.recall(labels, predictions["probabilities"][:, 1], weights=weights),
        "true_positives": tf.metrics.true_positives(labels, logits > 0),
        "per_class": tf.metrics.mean_per_class_accuracy(labels, predictions["classes"], num_classes=3),
        "iou": tf.metrics.mean_iou(labels, predictions["classes"], 3),
        "weighted_iou": tf.metrics.mean_iou(labels, predictions["classes"], 3, weights),
        "top": tf.metrics.recall_at_k(labels, logits, k=5),
        "precision_at": tf.metrics.precision_at_k(labels, logits, 5, weights=weights),
        "average_precision": tf.metrics.average_precision_at_k(labels, logits, 5),
    }
