"""Metrics that `tf.metrics` computed otherwise than Keras does."""
import keras
import tensorflow as tf


def broadcast_weights(weights, values):
    """Returns a float32 weight for each of `values`, by the rules of `tf.metrics`.

    A last axis of size 1 may be missing from the weights, or be there in excess.
    """
    weights = tf.ones([]) if weights is None else tf.cast(weights, tf.float32)
    if weights.shape.rank and weights.shape.rank == values.shape.rank - 1:
        weights = weights[..., tf.newaxis]
    elif weights.shape.rank == values.shape.rank + 1:
        weights = tf.squeeze(weights, -1)
    return tf.broadcast_to(weights, tf.shape(values))


def differences(labels, predictions):
    """Returns predictions - labels; of the two, one may have a last axis of size 1 in excess."""
    predictions = tf.convert_to_tensor(predictions)
    labels = tf.cast(labels, predictions.dtype)
    if labels.shape.rank == predictions.shape.rank + 1:
        labels = tf.squeeze(labels, -1)
    elif labels.shape.rank == predictions.shape.rank - 1:
        predictions = tf.squeeze(predictions, -1)
    return predictions - labels


class MeanOfElements(keras.metrics.Mean):
    """`tf.metrics.mean`: every element counts alike.

    Keras's Mean takes the mean of each example first, which is another one where the examples of
    batches differ in length, as padded sequences do.
    """

    def update_state(self, values, sample_weight=None):
        values = tf.convert_to_tensor(values)
        weights = broadcast_weights(sample_weight, values)
        super().update_state(tf.reshape(values, [-1]), tf.reshape(weights, [-1]))


class AccuracyOfElements(MeanOfElements):
    """`tf.metrics.accuracy` of labels of any shape; see `MeanOfElements`."""

    def __init__(self, name="accuracy"):
        super().__init__(name=name)

    def update_state(self, labels, predictions, sample_weight=None):
        right = tf.equal(labels, tf.cast(predictions, tf.convert_to_tensor(labels).dtype))
        super().update_state(tf.cast(right, tf.float32), sample_weight)


class MeanSquaredError(MeanOfElements):
    """`tf.metrics.mean_squared_error`: the mean of all errors, each with a weight.

    Keras's takes the mean over the last axis first. Of labels of shape [batch], that is one value
    for each batch, whatever its size.
    """

    def __init__(self, name="mean_squared_error"):
        super().__init__(name=name)

    def update_state(self, labels, predictions, sample_weight=None):
        super().update_state(differences(labels, predictions) ** 2, sample_weight)


class MeanAbsoluteError(MeanOfElements):
    """`tf.metrics.mean_absolute_error`: the mean of all errors, each with a weight; see `MeanSquaredError`."""

    def __init__(self, name="mean_absolute_error"):
        super().__init__(name=name)

    def update_state(self, labels, predictions, sample_weight=None):
        super().update_state(tf.abs(differences(labels, predictions)), sample_weight)


class CountsAtThresholds(keras.metrics.Metric):
    """Base of metrics over true and false positives and negatives at many thresholds.

    A prediction is positive where it is greater than the threshold. The thresholds are one just
    below 0, `thresholds` (or even steps between 0 and 1), and `last`.
    """

    def __init__(self, num_thresholds=200, thresholds=None, last=1.0 + 1e-7, name=None):
        super().__init__(name=name)
        if thresholds is None:
            thresholds = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
        self.thresholds = [-1e-7, *sorted(thresholds), last]
        shape = (len(self.thresholds),)
        self.true_positives = self.add_weight(shape=shape, initializer="zeros", name="true_positives")
        self.false_positives = self.add_weight(shape=shape, initializer="zeros", name="false_positives")
        self.true_negatives = self.add_weight(shape=shape, initializer="zeros", name="true_negatives")
        self.false_negatives = self.add_weight(shape=shape, initializer="zeros", name="false_negatives")

    def update_state(self, labels, predictions, sample_weight=None):
        predictions = tf.cast(predictions, tf.float32)
        weights = tf.reshape(broadcast_weights(sample_weight, predictions), [-1])
        true = tf.reshape(tf.cast(labels, tf.bool), [-1])
        positive = tf.reshape(predictions, [-1]) > tf.constant(self.thresholds, shape=[len(self.thresholds), 1])
        for counts, counted in (
            (self.true_positives, true & positive),
            (self.false_positives, ~true & positive),
            (self.true_negatives, ~true & ~positive),
            (self.false_negatives, true & ~positive),
        ):
            counts.assign_add(tf.reduce_sum(tf.where(counted, weights, 0.0), axis=1))

    def counts(self):
        """Returns true positives, false positives, true negatives, false negatives by threshold."""
        variables = self.true_positives, self.false_positives, self.true_negatives, self.false_negatives
        return [tf.convert_to_tensor(variable) for variable in variables]


class AUC(CountsAtThresholds):
    """`tf.metrics.auc` with summation method "trapezoidal", "minoring" or "majoring".

    The ratios carry 1e-6 in numerator and denominator, and precision-recall curves can be summed
    by the trapezoidal rule, TF1's default. For "careful_interpolation" use `keras.metrics.AUC`.
    """

    def __init__(
        self, num_thresholds=200, curve="ROC", summation_method="trapezoidal", thresholds=None, name="auc"
    ):
        super().__init__(num_thresholds, thresholds, name=name)
        self.curve = curve
        self.summation_method = summation_method

    def result(self):
        tp, fp, tn, fn = self.counts()
        recall = (tp + 1e-6) / (tp + fn + 1e-6)
        if self.curve == "ROC":
            x, y = fp / (fp + tn + 1e-6), recall
        else:
            x, y = recall, (tp + 1e-6) / (tp + fp + 1e-6)
        if self.summation_method == "minoring":
            heights = tf.minimum(y[:-1], y[1:])
        elif self.summation_method == "majoring":
            heights = tf.maximum(y[:-1], y[1:])
        else:
            heights = (y[:-1] + y[1:]) / 2
        return tf.reduce_sum((x[:-1] - x[1:]) * heights)


class SensitivityAtSpecificity(CountsAtThresholds):
    """`tf.metrics.sensitivity_at_specificity`: the sensitivity where the specificity is closest.

    Keras takes the best sensitivity of all thresholds whose specificity is at least that.
    """

    def __init__(self, specificity, num_thresholds=200, name="sensitivity_at_specificity"):
        super().__init__(num_thresholds, name=name)
        self.specificity = specificity

    def result(self):
        tp, fp, tn, fn = self.counts()
        at = tf.argmin(tf.abs(tn / (tn + fp + 1e-7) - self.specificity))
        return tp[at] / (tp[at] + fn[at] + 1e-7)


class SpecificityAtSensitivity(CountsAtThresholds):
    """`tf.metrics.specificity_at_sensitivity`: the specificity where the sensitivity is closest.

    Of several such thresholds it is the last. Keras takes the best specificity of all thresholds
    whose sensitivity is at least that.
    """

    def __init__(self, sensitivity, num_thresholds=200, name="specificity_at_sensitivity"):
        super().__init__(num_thresholds, last=1.0 - 1e-7, name=name)
        self.sensitivity = sensitivity

    def result(self):
        tp, fp, tn, fn = self.counts()
        distances = tf.abs(tp / (tp + fn + 1e-7) - self.sensitivity)
        at = tf.size(distances) - 1 - tf.argmin(distances[::-1], output_type=tf.int32)
        return tn[at] / (tn[at] + fp[at] + 1e-7)


class MeanPerClassAccuracy(keras.metrics.Metric):
    """`tf.metrics.mean_per_class_accuracy`: the mean of the accuracies of all classes.

    A class that does not occur counts with accuracy 0.
    """

    def __init__(self, num_classes, name="mean_accuracy"):
        super().__init__(name=name)
        self.total = self.add_weight(shape=(num_classes,), initializer="zeros", name="total")
        self.correct = self.add_weight(shape=(num_classes,), initializer="zeros", name="correct")

    def update_state(self, labels, predictions, sample_weight=None):
        labels = tf.reshape(tf.cast(labels, tf.int64), [-1])
        right = tf.reshape(tf.cast(predictions, tf.int64), [-1]) == labels
        weights = tf.ones_like(labels, tf.float32)
        if sample_weight is not None:
            weights *= tf.reshape(tf.cast(sample_weight, tf.float32), [-1])
        classes = self.total.shape[0]
        self.total.assign_add(tf.math.unsorted_segment_sum(weights, labels, classes))
        self.correct.assign_add(tf.math.unsorted_segment_sum(tf.where(right, weights, 0.0), labels, classes))

    def result(self):
        return tf.reduce_mean(tf.math.divide_no_nan(tf.convert_to_tensor(self.correct), self.total))


class MeanIoU(keras.metrics.Metric):
    """`tf.metrics.mean_iou`: weights may be fractions; `keras.metrics.MeanIoU` truncates them."""

    def __init__(self, num_classes, name="mean_iou"):
        super().__init__(name=name)
        self.num_classes = num_classes
        self.confusion = self.add_weight(
            shape=(num_classes, num_classes), initializer="zeros", dtype="float64", name="confusion"
        )

    def update_state(self, labels, predictions, sample_weight=None):
        if sample_weight is not None:
            sample_weight = tf.reshape(tf.cast(sample_weight, tf.float64), [-1])
        labels = tf.reshape(tf.cast(labels, tf.int64), [-1])
        predictions = tf.reshape(tf.cast(predictions, tf.int64), [-1])
        self.confusion.assign_add(
            tf.math.confusion_matrix(labels, predictions, self.num_classes, sample_weight, tf.float64)
        )

    def result(self):
        confusion = tf.convert_to_tensor(self.confusion)
        hits = tf.linalg.diag_part(confusion)
        unions = tf.reduce_sum(confusion, 0) + tf.reduce_sum(confusion, 1) - hits
        ratios = tf.math.divide_no_nan(hits, unions)
        seen = tf.math.count_nonzero(unions, dtype=tf.float64)
        return tf.cast(tf.math.divide_no_nan(tf.reduce_sum(ratios), seen), tf.float32)


class RatioAtK(keras.metrics.Metric):
    """Base of metrics that compare the k highest predictions with one or more labels of an example.

    `counts` of a subclass returns numerators and denominators; the result is the ratio of their
    weighted sums. Where k is None, the predictions are the numbers of classes, the likeliest first.
    With a `class_id`, only that class counts.
    """

    def __init__(self, k=None, class_id=None, name=None):
        super().__init__(name=name)
        self.k = k
        self.class_id = class_id
        self.numerator = self.add_weight(shape=(), initializer="zeros", dtype="float64", name="numerator")
        self.denominator = self.add_weight(shape=(), initializer="zeros", dtype="float64", name="denominator")

    def update_state(self, labels, predictions, sample_weight=None):
        labels, predictions = tf.cast(labels, tf.int64), tf.convert_to_tensor(predictions)
        if not isinstance(labels, tf.SparseTensor) and labels.shape.rank < predictions.shape.rank:
            labels = labels[..., tf.newaxis]
        top = predictions if self.k is None else tf.math.top_k(predictions, self.k).indices
        weights = tf.cast(1.0 if sample_weight is None else sample_weight, tf.float64)
        for variable, counts in zip((self.numerator, self.denominator), self.counts(labels, tf.cast(top, tf.int64))):
            weighted = tf.cast(counts, tf.float64) * tf.broadcast_to(weights, tf.shape(counts))
            variable.assign_add(tf.reduce_sum(weighted))

    def compared(self, labels, top):
        """Returns by example how many classes are in both, in `top` only, and in `labels` only."""
        if self.class_id is None:
            both = tf.sets.size(tf.sets.intersection(top, labels))
            return both, tf.shape(top)[-1] - both, tf.sets.size(tf.sets.difference(top, labels, aminusb=False))
        if isinstance(labels, tf.SparseTensor):
            labels = tf.sparse.to_dense(labels, default_value=-1)
        in_top, in_labels = (tf.reduce_any(classes == self.class_id, -1) for classes in (top, labels))
        return tuple(tf.cast(found, tf.int32) for found in (in_top & in_labels, in_top & ~in_labels, in_labels & ~in_top))

    def result(self):
        return tf.convert_to_tensor(self.numerator) / self.denominator


class RecallAtK(RatioAtK):
    """`tf.metrics.recall_at_k`: the share of labels that are among the k highest predictions."""

    def __init__(self, k=None, class_id=None, name="recall_at_k"):
        super().__init__(k, class_id, name=name)

    def counts(self, labels, top):
        both, _, missed = self.compared(labels, top)
        return both, both + missed


class PrecisionAtK(RatioAtK):
    """`tf.metrics.precision_at_k`: the share of the k highest predictions that are labels."""

    def __init__(self, k=None, class_id=None, name="precision_at_k"):
        super().__init__(k, class_id, name=name)

    def counts(self, labels, top):
        both, wrong, _ = self.compared(labels, top)
        return both, both + wrong


class AveragePrecisionAtK(RatioAtK):
    """`tf.metrics.average_precision_at_k`: the mean over the examples of their average precision.

    That is the sum of the precisions at each rank up to k that holds a label, divided by
    min(k, number of labels).
    """

    def __init__(self, k=None, name="average_precision_at_k"):
        super().__init__(k, name=name)

    def counts(self, labels, top):
        if isinstance(labels, tf.SparseTensor):
            labels = tf.sparse.to_dense(labels, default_value=-1)
        hits = tf.cast(tf.reduce_any(top[..., :, tf.newaxis] == labels[..., tf.newaxis, :], -1), tf.float64)
        precisions = tf.cumsum(hits, -1) / tf.cast(tf.range(1, tf.shape(top)[-1] + 1), tf.float64)
        most = tf.shape(top, tf.int64)[-1]
        relevant = tf.cast(tf.minimum(tf.math.count_nonzero(labels >= 0, -1), most), tf.float64)
        return tf.reduce_sum(precisions * hits, -1) / relevant, tf.ones_like(relevant)


class Comoments(keras.metrics.Metric):
    """Base of metrics over the sums of products of what labels and predictions differ from their means by."""

    def __init__(self, name=None):
        super().__init__(name=name)
        self.count = self.add_weight(name="count", initializer="zeros")
        self.means = self.add_weight(name="means", shape=(2,), initializer="zeros")
        self.comoments = self.add_weight(name="comoments", shape=(2, 2), initializer="zeros")

    def update_state(self, labels, predictions, sample_weight=None):
        pair = tf.stack([tf.reshape(tf.cast(predictions, tf.float32), [-1]), tf.reshape(tf.cast(labels, tf.float32), [-1])])
        weights = tf.reshape(broadcast_weights(sample_weight, tf.convert_to_tensor(predictions)), [-1])
        count = tf.reduce_sum(weights)
        means = tf.math.divide_no_nan(tf.reduce_sum(weights * pair, 1), count)
        rest = pair - means[:, tf.newaxis]
        apart = means - self.means
        share = tf.math.divide_no_nan(count, self.count + count)
        among = self.count * share * apart[:, tf.newaxis] * apart  # What the means differ by.
        self.comoments.assign_add(tf.matmul(weights * rest, rest, transpose_b=True) + among)
        self.means.assign_add(share * apart)
        self.count.assign_add(count)


class Covariance(Comoments):
    """`tf.contrib.metrics.streaming_covariance`, with the number of examples less one below."""

    def __init__(self, name="covariance"):
        super().__init__(name=name)

    def result(self):
        return tf.where(self.count < 2, float("nan"), self.comoments[0, 1] / (self.count - 1))


class PearsonCorrelation(Comoments):
    """`tf.contrib.metrics.streaming_pearson_correlation`."""

    def __init__(self, name="pearson_correlation"):
        super().__init__(name=name)

    def result(self):
        variances = tf.linalg.diag_part(self.comoments)
        return tf.where(
            self.count < 2, float("nan"), self.comoments[0, 1] / (tf.sqrt(variances[0]) * tf.sqrt(variances[1]))
        )
