"""Metrics of `tf.contrib.metrics` that Keras has not."""
import keras
import tensorflow as tf

from migrator.support.metrics import CountsAtThresholds, MeanOfElements, broadcast_weights


class Count(keras.metrics.Metric):
    """`tf.contrib.metrics.count`: the number of elements, or the sum of their weights."""

    def __init__(self, name="count"):
        super().__init__(name=name)
        self.count = self.add_weight(shape=(), initializer="zeros", name="count")

    def update_state(self, values, sample_weight=None):
        self.count.assign_add(tf.reduce_sum(broadcast_weights(sample_weight, tf.convert_to_tensor(values))))

    def result(self):
        return tf.convert_to_tensor(self.count)


class MeanTensor(keras.metrics.Metric):
    """`tf.metrics.mean_tensor`: the mean of each element, over the batches."""

    def __init__(self, name="mean"):
        super().__init__(name=name)
        self.total = self.weight = None

    def update_state(self, values, sample_weight=None):
        values = tf.cast(values, tf.float32)
        if self.total is None:
            self.total = self.add_weight(shape=values.shape, initializer="zeros", name="total_tensor")
            self.weight = self.add_weight(shape=values.shape, initializer="zeros", name="count_tensor")
        weights = broadcast_weights(sample_weight, values)
        self.total.assign_add(values * weights)
        self.weight.assign_add(weights)

    def result(self):
        if self.total is None:
            return tf.zeros([])
        return tf.math.divide_no_nan(tf.convert_to_tensor(self.total), self.weight)


class RecallOfOne(MeanOfElements):
    """`tf.contrib.metrics.streaming_recall_at_k`: how often the label is among the k highest predictions."""

    def __init__(self, k, name="recall_at_k"):
        super().__init__(name=name)
        self.k = k

    def update_state(self, labels, predictions, sample_weight=None):
        super().update_state(tf.cast(tf.math.in_top_k(labels, predictions, self.k), tf.float32), sample_weight)


class CohenKappa(keras.metrics.Metric):
    """`tf.contrib.metrics.cohen_kappa`: the agreement of two raters, above that by chance."""

    def __init__(self, num_classes, name="cohen_kappa"):
        super().__init__(name=name)
        self.num_classes = num_classes
        self.confusion = self.add_weight(shape=(num_classes, num_classes), initializer="zeros", name="confusion")

    def update_state(self, labels, predictions, sample_weight=None):
        weights = None if sample_weight is None else tf.reshape(tf.cast(sample_weight, tf.float32), [-1])
        labels, predictions = (tf.reshape(tf.cast(values, tf.int64), [-1]) for values in (labels, predictions))
        self.confusion.assign_add(tf.math.confusion_matrix(labels, predictions, self.num_classes, weights, tf.float32))

    def result(self):
        confusion = tf.cast(tf.convert_to_tensor(self.confusion), tf.float64)
        total = tf.reduce_sum(confusion)
        by_chance = tf.reduce_sum(tf.math.divide_no_nan(tf.reduce_sum(confusion, 0) * tf.reduce_sum(confusion, 1), total))
        return tf.math.divide_no_nan(tf.linalg.trace(confusion) - by_chance, total - by_chance)


class F1Score(CountsAtThresholds):
    """`tf.contrib.metrics.f1_score`: the highest F1 score over all thresholds."""

    def __init__(self, num_thresholds=200, name="f1"):
        super().__init__(num_thresholds, name=name)

    def result(self):
        tp, fp, _, fn = self.counts()
        precision, recall = tp / (1e-7 + tp + fp), tp / (1e-7 + tp + fn)
        return tf.reduce_max(2 * precision * recall / (1e-7 + precision + recall))


class RecallAtPrecision(CountsAtThresholds):
    """`tf.contrib.metrics.recall_at_precision`: the recall at the threshold whose precision is closest."""

    def __init__(self, precision, num_thresholds=200, name="recall_at_precision"):
        super().__init__(num_thresholds, name=name)
        self.precision = precision

    def result(self):
        tp, fp, _, fn = self.counts()
        at = tf.argmin(tf.abs(tp / (tp + fp + 1e-7) - self.precision))
        return tp[at] / (tp[at] + fn[at] + 1e-7)


class PrecisionAtRecall(CountsAtThresholds):
    """`tf.contrib.metrics.precision_at_recall`: the precision at the highest threshold with that recall."""

    def __init__(self, target_recall, num_thresholds=200, name="precision_at_recall"):
        super().__init__(num_thresholds, name=name)
        self.target_recall = target_recall

    def result(self):
        tp, fp, _, fn = self.counts()
        at = tf.math.count_nonzero(tp / (tp + fn + 1e-7) >= self.target_recall) - 1
        return (tp[at] + 1e-7) / (tp[at] + fp[at] + 1e-7)


class ConfusionRate(keras.metrics.Metric):
    """`tf.contrib.metrics.streaming_false_negative_rate` and `streaming_false_positive_rate`, at thresholds or not.

    Args:
        of: the class whose errors count: 1 for false negatives, 0 for false positives.
        thresholds: a rate for each; None where predictions are true or false.
    """

    def __init__(self, of, thresholds=None, name=None):
        super().__init__(name=name)
        self.of = of
        self.thresholds = thresholds
        shape = () if thresholds is None else (len(thresholds),)
        self.wrong = self.add_weight(shape=shape, initializer="zeros", name="wrong")
        self.all = self.add_weight(shape=(), initializer="zeros", name="all")

    def update_state(self, labels, predictions, sample_weight=None):
        labels, predictions = tf.cast(labels, tf.bool), tf.convert_to_tensor(predictions)
        weights = tf.where(labels == bool(self.of), broadcast_weights(sample_weight, labels), 0.0)
        if self.thresholds is None:
            wrong = tf.reduce_sum(tf.where(tf.cast(predictions, tf.bool) != labels, weights, 0.0))
        else:
            positive = tf.cast(predictions, tf.float32)[..., tf.newaxis] > tf.constant(self.thresholds, tf.float32)
            missed = positive != labels[..., tf.newaxis]
            wrong = tf.reduce_sum(tf.where(missed, weights[..., tf.newaxis], 0.0), range(missed.shape.rank - 1))
        self.wrong.assign_add(wrong)
        self.all.assign_add(tf.reduce_sum(weights))

    def result(self):
        if self.thresholds is None:
            return tf.math.divide_no_nan(tf.convert_to_tensor(self.wrong), self.all)
        return self.wrong / (1e-7 + self.all)
