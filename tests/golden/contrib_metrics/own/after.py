import tensorflow as tf

from tf1_semantics import (
    CohenKappa,
    ConfusionRate,
    Count,
    F1Score,
    MeanTensor,
    PrecisionAtK,
    PrecisionAtRecall,
    RecallAtPrecision,
    RecallOfOne,
)

f1 = F1Score(num_thresholds=50)(labels, scores, sample_weight=weights)
kappa = CohenKappa(num_classes=3)(labels, classes)
count = Count()(labels)
means = MeanTensor()(outputs)
precision = PrecisionAtRecall(target_recall=0.8)(labels, scores)
recall = RecallAtPrecision(precision=0.8)(labels, scores)
missed = ConfusionRate(of=1)(labels, scores > 0.5)
alarms = ConfusionRate(of=0, thresholds=[0.2, 0.5])(labels, scores, sample_weight=weights)
hits = RecallOfOne(k=5)(classes, logits)
of_one = PrecisionAtK(k=5, class_id=2)(classes, logits)
ranked = PrecisionAtK()(classes, top)
batch_accuracy = tf.reduce_mean(tf.cast(tf.equal(classes, labels), tf.float32))
table = tf.math.confusion_matrix(labels, classes, 3)
