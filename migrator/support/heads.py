"""What the canned models of `tf.estimator` make of their logits: predictions, losses and metrics."""
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
    """

    def __init__(self, units, weight_column=None, loss_reduction="sum"):
        self.units = units
        if isinstance(weight_column, str):
            weight_column = tf.feature_column.numeric_column(weight_column)
        self.weight_column = weight_column
        self.loss_reduction = loss_reduction.removeprefix("weighted_")  # As `tf.losses.Reduction` spells them.
        self.means = {name: keras.metrics.Mean(name=name) for name in ("average_loss", "loss", *self.averages())}

    @property
    def metrics(self):
        return list(self.means.values())

    def weights(self, features):
        """Returns the weights of the examples, of shape [batch, 1], or 1."""
        if self.weight_column is None:
            return 1.0
        cache = tf.__internal__.feature_column.FeatureTransformationCache(features)
        return tf.cast(self.weight_column.get_dense_tensor(cache, None), tf.float32)

    def loss(self, labels, logits, features):
        """Returns the loss of a batch, whose labels have the shape [batch] or [batch, 1]."""
        losses = self.losses(self.targets(labels), logits)
        return weighted_loss(losses, self.weights(features), self.loss_reduction)

    def update_metrics(self, labels, logits, features):
        """Counts a batch."""
        labels, weights = self.targets(labels), self.weights(features)
        losses = self.losses(labels, logits)
        self.means["loss"].update_state(weighted_loss(losses, weights, self.loss_reduction))
        self.count("average_loss", losses, weights)
        self.update_averages(labels, logits, broadcast_weights(weights, labels))

    def count(self, name, values, weights):
        self.means[name].update_state(values, broadcast_weights(weights, values))

    def results(self):
        """Returns the metrics by their names, in the order of these."""
        return {name: self.means[name].result() for name in sorted(self.means)}


class RegressionHead(Head):
    """Predicts the labels themselves, with the squared error as loss.

    Args:
        label_dimension: number of labels of an example.
        weight_column, loss_reduction: see `Head`.
    """

    def __init__(self, label_dimension=1, weight_column=None, loss_reduction="sum"):
        super().__init__(label_dimension, weight_column, loss_reduction)

    def predictions(self, logits):
        return {"predictions": logits}

    def export_outputs(self, logits):
        """Returns the outputs of the signatures of an export."""
        regression = RegressionOutput(logits)
        return {"serving_default": regression, "regression": regression, "predict": self.predictions(logits)}

    def targets(self, labels):
        return tf.cast(as_column(labels), tf.float32)

    def losses(self, labels, logits):
        return (labels - logits) ** 2

    def averages(self):
        return "label/mean", "prediction/mean"

    def update_averages(self, labels, logits, weights):
        self.count("label/mean", labels, weights)
        self.count("prediction/mean", logits, weights)


class MultiClassHead(Head):
    """Predicts one of several classes, with a logit for each.

    Args:
        n_classes: number of classes.
        label_vocabulary: the labels in the order of the classes, where they are strings.
        weight_column, loss_reduction: see `Head`.
    """

    def __init__(self, n_classes, weight_column=None, label_vocabulary=None, loss_reduction="sum"):
        super().__init__(n_classes, weight_column, loss_reduction)
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
            "all_class_ids": tf.tile(tf.range(len(self.class_names))[tf.newaxis], [batch, 1]),
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
        self.count("accuracy", tf.cast(labels, tf.int64) == tf.argmax(logits, -1)[:, tf.newaxis], weights)


class BinaryClassHead(MultiClassHead):
    """Predicts one of two classes, with one logit, that of class 1.

    Args:
        label_vocabulary, weight_column, loss_reduction: see `MultiClassHead`.
    """

    def __init__(self, weight_column=None, label_vocabulary=None, loss_reduction="sum"):
        super().__init__(2, weight_column, label_vocabulary, loss_reduction)
        self.units = 1
        self.areas = {"auc": AUC(), "auc_precision_recall": AUC(curve="PR", name="auc_precision_recall")}

    @property
    def metrics(self):
        return [*super().metrics, *self.areas.values()]

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
        return "accuracy", "precision", "recall", "label/mean", "prediction/mean"

    def update_averages(self, labels, logits, weights):
        logistic = tf.sigmoid(logits)
        chosen, true = tf.cast(logits > 0, tf.float32), tf.cast(labels != 0, tf.float32)
        self.count("accuracy", labels == chosen, weights)
        self.count("precision", true, weights * chosen)
        self.count("recall", chosen, weights * true)
        self.count("label/mean", labels, weights)
        self.count("prediction/mean", logistic, weights)
        for area in self.areas.values():
            area.update_state(labels, logistic, weights)

    def results(self):
        results = super().results()
        results.update((name, area.result()) for name, area in self.areas.items())
        results["accuracy_baseline"] = tf.maximum(results["label/mean"], 1 - results["label/mean"])
        return dict(sorted(results.items()))


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
    found = labels == vocabulary
    tf.debugging.Assert(tf.reduce_all(tf.reduce_any(found, -1)), ["a label is not in the vocabulary", labels])
    return tf.argmax(found, -1)[:, tf.newaxis]
