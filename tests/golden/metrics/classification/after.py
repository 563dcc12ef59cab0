import keras
import tensorflow as tf

from tf1_semantics import (
    AveragePrecisionAtK,
    MeanIoU,
    MeanPerClassAccuracy,
    PrecisionAtK,
    RecallAtK,
)


def model_metrics(labels, logits, weights):
    predictions = {"classes": tf.argmax(logits, 1), "probabilities": tf.nn.softmax(logits)}
    return {
        "accuracy": keras.metrics.Accuracy()(labels, predictions["classes"]),
        "weighted": keras.metrics.Accuracy()(labels, predictions["classes"], sample_weight=weights),
        "swapped": keras.metrics.Accuracy()(labels, predictions["classes"]),
        "precision": keras.metrics.Precision()(labels, predictions["classes"]),
        "recall": keras.metrics.Recall()(
            labels, tf.cast(predictions["probabilities"][:, 1], tf.bool), sample_weight=weights
        ),
        "true_positives": keras.metrics.TruePositives()(labels, logits > 0),
        "per_class": MeanPerClassAccuracy(num_classes=3)(labels, predictions["classes"]),
        "iou": keras.metrics.MeanIoU(num_classes=3)(labels, predictions["classes"]),
        "weighted_iou": MeanIoU(num_classes=3)(labels, predictions["classes"], sample_weight=weights),
        "top": RecallAtK(k=5)(labels, logits),
        "precision_at": PrecisionAtK(k=5)(labels, logits, sample_weight=weights),
        "average_precision": AveragePrecisionAtK(k=5)(labels, logits),
    }
