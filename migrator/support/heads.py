"""What the canned models of `tf.estimator` make of their logits: predictions, losses and metrics."""
import functools

import keras
import tensorflow as tf

from migrator.support.losses import weighted_loss
from migrator.support.metrics import AUC, broadcast_weights
from migrator.support.serving import ClassificationOutput, RegressionOutput


class Head:
    """Base of heads: the loss of logits and its mean.

    Args:
        units: number of logits.
        weight_column: the name of the feature that weighs the examples, or a numeric column.
        loss_reduction: what the loss of a batch is, such as "sum"; see `weighted_loss`.
        loss_fn: a function of labels and logits that returns the loss of each example.
    """

    def __init__(self, units, weight_column=None, loss_reduction="sum", loss_fn=None):
        self.units = units
        self.loss_fn = loss_fn
        if isinstance(weight_column, str):
            weight_column = tf.feature_column.numeric_column(weight_column)
        self.weight_column = weight_column
        self.loss_reduction = loss_reduction.removeprefix("weighted_")  # As `tf.losses.Reduction` spells them.

    @functools.cached_property
    def means(self):
        return {name: keras.metrics.Mean(name=name) for name in ("average_loss", "loss", *self.averages())}

    @functools.cached_property
    def areas(self):
        return {name: self.area(name=name, **options) for name, options in self.area_names.items()}

    area_names = {}  # With the options of each.

    @property
    def metrics(self):
        return [*self.means.values(), *self.areas.values()]

    def weights(self, features):
        """Returns the weights of the examples, of shape [batch, 1], or 1."""
        if self.weight_column is None:
            return 1.0
        cache = tf.__internal__.feature_column.FeatureTransformationCache(features)
        return tf.cast(self.weight_column.get_dense_tensor(cache, None), tf.float32)

    @property
    def logits_dimension(self):
        return self.units

    def losses_of_examples(self, targets, logits):
        return self.losses(targets, logits) if self.loss_fn is None else self.loss_fn(labels=targets, logits=logits)

    def loss(self, labels, logits, features):
        """Returns the loss of a batch, whose labels have the shape [batch] or [batch, 1]."""
        losses = self.losses_of_examples(self.targets(labels), logits)
        return weighted_loss(losses, self.weights(features), self.loss_reduction)

    def update_metrics(self, labels, logits, features):
        """Counts a batch."""
        labels, weights = self.targets(labels), self.weights(features)
        losses = self.losses_of_examples(labels, logits)
        self.means["loss"].update_state(weighted_loss(losses, weights, self.loss_reduction))
        self.count("average_loss", losses, weights)
        self.update_averages(labels, logits, broadcast_weights(weights, labels))

    def count(self, name, values, weights):
        self.means[name].update_state(values, broadcast_weights(weights, values))

    def results(self):
        """Returns the metrics by their names, in the order of these."""
        results = {name: metric.result() for name, metric in [*self.means.items(), *self.areas.items()]}
        return dict(sorted(results.items()))


class RegressionHead(Head):
    """Predicts the labels themselves, with the squared error as loss.

    Args:
        label_dimension: number of labels of an example.
        weight_column, loss_reduction, loss_fn: see `Head`.
        inverse_link_fn: makes the predictions of the logits; None where these are the predictions.
    """

    def __init__(self, label_dimension=1, weight_column=None, loss_reduction="sum", loss_fn=None, inverse_link_fn=None):
        super().__init__(label_dimension, weight_column, loss_reduction, loss_fn)
        self.inverse_link_fn = inverse_link_fn

    def predictions(self, logits):
        if self.inverse_link_fn is None:
            return {"predictions": logits}
        return {"predictions": self.inverse_link_fn(logits), "logits": logits}

    def export_outputs(self, logits):
        """Returns the outputs of the signatures of an export."""
        regression = RegressionOutput(self.predictions(logits)["predictions"])
        return {"serving_default": regression, "regression": regression, "predict": self.predictions(logits)}

    def targets(self, labels):
        return tf.cast(as_column(labels), tf.float32)

    def losses(self, labels, logits):
        return (labels - logits) ** 2

    def averages(self):
        return "label/mean", "prediction/mean"

    def update_averages(self, labels, logits, weights):
        self.count("label/mean", labels, weights)
        self.count("prediction/mean", self.predictions(logits)["predictions"], weights)


class LogisticRegressionHead(RegressionHead):
    """Predicts a number between 0 and 1, with the cross entropy as loss.

    Args:
        weight_column, loss_reduction: see `Head`.
    """

    def __init__(self, weight_column=None, loss_reduction="sum"):
        super().__init__(1, weight_column, loss_reduction, inverse_link_fn=tf.sigmoid)

    def losses(self, labels, logits):
        return tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)


class PoissonRegressionHead(RegressionHead):
    """Predicts a rate, the exponential of the logits, with the likelihood of a Poisson distribution as loss.

    Args:
        label_dimension: number of labels of an example.
        weight_column, loss_reduction: see `Head`.
        compute_full_loss: whether the loss has the term of Stirling's formula.
    """

    def __init__(self, label_dimension=1, weight_column=None, loss_reduction="sum", compute_full_loss=True):
        super().__init__(label_dimension, weight_column, loss_reduction, inverse_link_fn=tf.exp)
        self.compute_full_loss = compute_full_loss

    def losses(self, labels, logits):
        return tf.nn.log_poisson_loss(labels, logits, self.compute_full_loss)


class MultiClassHead(Head):
    """Predicts one of several classes, with a logit for each.

    Args:
        n_classes: number of classes.
        label_vocabulary: the labels in the order of the classes, where they are strings.
        weight_column, loss_reduction, loss_fn: see `Head`.
    """

    def __init__(self, n_classes, weight_column=None, label_vocabulary=None, loss_reduction="sum", loss_fn=None):
        super().__init__(n_classes, weight_column, loss_reduction, loss_fn)
        self.class_names = tf.constant(label_vocabulary or [str(name) for name in range(n_classes)])
        self.label_vocabulary = label_vocabulary

    def predictions(self, logits):
        return {"logits": logits, "probabilities": tf.nn.softmax(logits), **self.classes(logits)}

    def export_outputs(self, logits):
        """Returns the outputs of the signatures of an export."""
        predictions = self.predictions(logits)
        classification = ClassificationOutput(predictions["probabilities"], predictions["all_classes"])
        return {"serving_default": classification, "classification": classification, "predict": predictions}

    def classes(self, logits):
        """Returns the class of the highest logit of each example, and all classes."""
        class_ids = tf.argmax(logits, -1)[:, tf.newaxis]
        batch = tf.shape(logits)[0]
        return {
            "class_ids": class_ids,
            "classes": tf.gather(self.class_names, class_ids),
            "all_class_ids": tf.tile(tf.range(self.class_names.shape[0])[tf.newaxis], [batch, 1]),
            "all_classes": tf.tile(self.class_names[tf.newaxis], [batch, 1]),
        }

    def targets(self, labels):
        labels = as_column(labels)
        if self.label_vocabulary is not None:
            return ids_of(labels, self.class_names)
        tf.debugging.assert_less(labels, tf.cast(self.units, labels.dtype), "Labels must be <= n_classes - 1")
        return labels

    def losses(self, labels, logits):
        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels[:, 0], logits)[:, tf.newaxis]

    def averages(self):
        return ("accuracy",)

    def update_averages(self, labels, logits, weights):
        self.count("accuracy", tf.equal(tf.cast(labels, tf.int64), tf.argmax(logits, -1)[:, tf.newaxis]), weights)


class BinaryClassHead(MultiClassHead):
    """Predicts one of two classes, with one logit, that of class 1.

    Args:
        label_vocabulary, weight_column, loss_reduction, loss_fn: see `MultiClassHead`.
        thresholds: probabilities at which the accuracy, precision and recall are measured as well.
        area: the class of the metrics of areas under curves.
    """

    def __init__(
        self, weight_column=None, label_vocabulary=None, loss_reduction="sum", loss_fn=None, thresholds=(), area=AUC
    ):
        self.thresholds = tuple(thresholds or ())
        super().__init__(2, weight_column, label_vocabulary, loss_reduction, loss_fn)
        self.units = 1
        self.area = area

    area_names = {"auc": {}, "auc_precision_recall": {"curve": "PR"}}

    def predictions(self, logits):
        logits_of_both = tf.concat([tf.zeros_like(logits), logits], -1)
        return {
            "logits": logits,
            "logistic": tf.sigmoid(logits),
            "probabilities": tf.nn.softmax(logits_of_both),
            **self.classes(logits_of_both),
        }

    def export_outputs(self, logits):
        return {**super().export_outputs(logits), "regression": RegressionOutput(tf.sigmoid(logits))}

    def targets(self, labels):
        labels = as_column(labels)
        if self.label_vocabulary is not None:
            labels = ids_of(labels, self.class_names)
        labels = tf.cast(labels, tf.float32)
        tf.debugging.assert_less_equal(labels, 1.0, "Labels must be <= n_classes - 1")
        tf.debugging.assert_non_negative(labels, "Labels must be >= 0")
        return labels

    def losses(self, labels, logits):
        return tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)

    def averages(self):
        return "accuracy", "precision", "recall", "label/mean", "prediction/mean", *names_at(self.thresholds)

    def update_averages(self, labels, logits, weights):
        logistic = tf.sigmoid(logits)
        chosen, true = tf.cast(logits > 0, tf.float32), tf.cast(tf.not_equal(labels, 0.0), tf.float32)
        self.count("accuracy", tf.equal(labels, chosen), weights)
        self.count("precision", true, weights * chosen)
        self.count("recall", chosen, weights * true)
        self.count("label/mean", labels, weights)
        self.count("prediction/mean", logistic, weights)
        count_at(self, labels, logistic, weights)
        for area in self.areas.values():
            area.update_state(labels, logistic, weights)

    def results(self):
        results = super().results()
        results["accuracy_baseline"] = tf.maximum(results["label/mean"], 1 - results["label/mean"])
        return dict(sorted(results.items()))


class MultiLabelHead(Head):
    """Predicts for each of several classes whether an example is of it.

    Args:
        n_classes: number of classes.
        weight_column, loss_reduction, loss_fn: see `Head`.
        thresholds, area: see `BinaryClassHead`.
    """

    def __init__(self, n_classes, weight_column=None, loss_reduction="sum", loss_fn=None, thresholds=(), area=AUC):
        self.thresholds = tuple(thresholds or ())
        super().__init__(n_classes, weight_column, loss_reduction, loss_fn)
        self.area = area

    area_names = {"auc": {}, "auc_precision_recall": {"curve": "PR"}}

    def predictions(self, logits):
        return {"logits": logits, "probabilities": tf.sigmoid(logits)}

    def export_outputs(self, logits):
        """Returns the outputs of the signatures of an export."""
        predictions = self.predictions(logits)
        classification = ClassificationOutput(predictions["probabilities"])
        return {"serving_default": classification, "classification": classification, "predict": predictions}

    def targets(self, labels):
        """Returns labels of shape [batch, n_classes], 1 for the classes of an example; sparse labels hold their numbers."""
        if isinstance(labels, tf.SparseTensor):
            labels = tf.sparse.to_indicator(tf.cast(labels, tf.int64), self.units)
        return tf.cast(labels, tf.float32)

    def losses(self, labels, logits):
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)
        return tf.reduce_mean(losses, -1, keepdims=True)

    def averages(self):
        return names_at(self.thresholds)

    def update_averages(self, labels, logits, weights):
        probabilities = tf.sigmoid(logits)
        count_at(self, labels, probabilities, weights)
        for area in self.areas.values():
            area.update_state(labels, probabilities, weights)


def names_at(thresholds):
    """Returns the names of the metrics at some thresholds."""
    return tuple(f"{name}/positive_threshold_{threshold:g}"
                 for threshold in thresholds for name in ("accuracy", "precision", "recall"))


def count_at(head, labels, probabilities, weights):
    """Counts a batch at the thresholds of a head."""
    names = iter(names_at(head.thresholds))
    for threshold in head.thresholds:
        reached = tf.cast(probabilities >= threshold, tf.float32)
        head.count(next(names), tf.equal(labels, reached), weights)
        reached = tf.cast(probabilities > threshold, tf.float32)
        head.count(next(names), labels, weights * reached)
        head.count(next(names), reached, weights * labels)


def classification_head(n_classes=2, weight_column=None, label_vocabulary=None, loss_reduction="sum"):
    """Returns the head for a number of classes."""
    if n_classes == 2:
        return BinaryClassHead(weight_column, label_vocabulary, loss_reduction)
    return MultiClassHead(n_classes, weight_column, label_vocabulary, loss_reduction)


def as_column(labels):
    """Returns labels of shape [batch] in the shape [batch, 1]; others as they are."""
    return labels[:, tf.newaxis] if labels.shape.rank == 1 else labels


def ids_of(labels, vocabulary):
    """Returns the positions of strings of shape [batch, 1] in a vocabulary; all must be in it."""
    found = tf.equal(labels, vocabulary)
    tf.debugging.Assert(tf.reduce_all(tf.reduce_any(found, -1)), ["a label is not in the vocabulary", labels])
    return tf.argmax(found, -1)[:, tf.newaxis]
