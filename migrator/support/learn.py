"""The Estimators of `tf.contrib.learn`, which came before those of `tf.estimator`."""
import itertools
import math

import keras
import numpy as np
import tensorflow as tf

from migrator.support.canned import DNN, CannedModel
from migrator.support.estimator import Estimator
from migrator.support.feature_columns import LinearModel
from migrator.support.heads import BinaryClassHead, MultiClassHead, RegressionHead
from migrator.support.inputs import as_dataset
from migrator.support.losses import weighted_loss
from migrator.support.metrics import broadcast_weights
from migrator.support.optimizers import Adagrad, Ftrl
from migrator.support.prediction import predict_examples


class LearnHead:
    """What heads of `tf.contrib.learn` have in common: they train a mean, and report the mean by weight."""

    def update_metrics(self, labels, logits, features):
        """Counts a batch."""
        labels, weights = self.targets(labels), self.weights(features)
        losses = self.losses_of_examples(labels, logits)
        self.means["loss"].update_state(weighted_loss(losses, weights, "mean"))
        if self.names:
            self.update_averages(labels, logits, broadcast_weights(weights, labels))

    def results(self):
        """Returns the metrics by the names that they had."""
        results = super().results()
        return {name: results[source] for name, source in sorted({**self.names, "loss": "loss"}.items())}


class LearnRegressionHead(LearnHead, RegressionHead):
    """Predicts the labels themselves, with the squared error as loss.

    Args:
        label_dimension: number of labels of an example.
        weight_column: the name of the feature that weighs the examples.
    """

    names = {}

    def __init__(self, label_dimension=1, weight_column=None):
        super().__init__(label_dimension, weight_column, "sum_over_batch_size")

    def predictions(self, logits):
        return {"scores": logits[:, 0] if self.units == 1 else logits}


class LearnMultiClassHead(LearnHead, MultiClassHead):
    """Predicts one of several classes.

    Args:
        n_classes: number of classes.
        weight_column: the name of the feature that weighs the examples.
        label_keys: the classes in their order, where they are strings.
    """

    names = {"accuracy": "accuracy"}

    def __init__(self, n_classes, weight_column=None, label_keys=None):
        super().__init__(n_classes, weight_column, label_keys, "sum_over_batch_size")

    def predictions(self, logits):
        classes = tf.argmax(logits, -1)
        if self.label_vocabulary is not None:
            classes = tf.gather(self.class_names, classes)
        return {"logits": logits, "probabilities": tf.nn.softmax(logits), "classes": classes}


class LearnBinaryHead(LearnHead, BinaryClassHead):
    """Predicts one of two classes, with one logit.

    Args:
        weight_column: the name of the feature that weighs the examples.
    """

    names = {
        "accuracy": "accuracy",
        "labels/prediction_mean": "prediction/mean",
        "labels/actual_label_mean": "label/mean",
        "accuracy/baseline_label_mean": "label/mean",
        "auc": "auc",
        "auc_precision_recall": "auc_precision_recall",
        "accuracy/threshold_0.500000_mean": "accuracy/positive_threshold_0.5",
        "precision/positive_threshold_0.500000_mean": "precision/positive_threshold_0.5",
        "recall/positive_threshold_0.500000_mean": "recall/positive_threshold_0.5",
    }

    def __init__(self, weight_column=None):
        super().__init__(weight_column, loss_reduction="sum_over_batch_size", thresholds=(0.5,))

    def predictions(self, logits):
        both = tf.concat([tf.zeros_like(logits), logits], -1)
        return {
            "logits": logits,
            "logistic": tf.sigmoid(logits),
            "probabilities": tf.nn.softmax(both),
            "classes": tf.argmax(both, -1),
        }


def learn_classification_head(n_classes=2, weight_column=None, label_keys=None):
    """Returns the head for a number of classes."""
    if n_classes == 2:
        return LearnBinaryHead(weight_column)
    return LearnMultiClassHead(n_classes, weight_column, label_keys)


class LearnModel(CannedModel):
    """A canned model whose features may be one tensor, which its columns know by an empty name."""

    def call(self, features, training=False):
        return super().call(as_dict(features), training)

    def train_step(self, data):
        return super().train_step(with_dict(data))

    def test_step(self, data):
        return super().test_step(with_dict(data))


def as_dict(features):
    return features if isinstance(features, dict) else {"": features}


def with_dict(data):
    features, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
    return as_dict(features), labels


def learn_dnn(head, hidden_units, feature_columns, optimizer, activation_fn, dropout):
    """Returns a model of dense layers over feature columns."""
    dnn = DNN(head.units, hidden_units, feature_columns, activation_fn or tf.nn.relu, dropout)
    return LearnModel(head, (dnn, optimizer or Adagrad(0.05)))


def learn_linear(head, feature_columns, optimizer):
    """Returns a model that is linear in feature columns."""
    feature_columns = list(feature_columns)
    optimizer = optimizer or Ftrl(min(0.2, 1 / math.sqrt(len(feature_columns))))
    return LearnModel(head, (LinearModel(feature_columns, head.units), optimizer))


def learn_dnn_classifier(
    hidden_units,
    feature_columns,
    n_classes=2,
    weight_column_name=None,
    optimizer=None,
    activation_fn=tf.nn.relu,
    dropout=None,
    label_keys=None,
):
    """Returns the model of `tf.contrib.learn.DNNClassifier`."""
    head = learn_classification_head(n_classes, weight_column_name, label_keys)
    return learn_dnn(head, hidden_units, feature_columns, optimizer, activation_fn, dropout)


def learn_dnn_regressor(
    hidden_units,
    feature_columns,
    weight_column_name=None,
    optimizer=None,
    activation_fn=tf.nn.relu,
    dropout=None,
    label_dimension=1,
):
    """Returns the model of `tf.contrib.learn.DNNRegressor`."""
    head = LearnRegressionHead(label_dimension, weight_column_name)
    return learn_dnn(head, hidden_units, feature_columns, optimizer, activation_fn, dropout)


def learn_linear_classifier(feature_columns, n_classes=2, weight_column_name=None, optimizer=None, label_keys=None):
    """Returns the model of `tf.contrib.learn.LinearClassifier`."""
    return learn_linear(learn_classification_head(n_classes, weight_column_name, label_keys), feature_columns, optimizer)


def learn_linear_regressor(feature_columns, weight_column_name=None, optimizer=None, label_dimension=1):
    """Returns the model of `tf.contrib.learn.LinearRegressor`."""
    return learn_linear(LearnRegressionHead(label_dimension, weight_column_name), feature_columns, optimizer)


class LearnEstimator(Estimator):
    """Trains, evaluates and asks a model in the way of the Estimators of `tf.contrib.learn`.

    Data are arrays (`x`, and `y` the labels), or come from `input_fn`.
    """

    def fit(self, x=None, y=None, input_fn=None, steps=None, batch_size=None, max_steps=None):
        """Trains the model: so many steps more, or up to a step."""
        return self.train(input_fn or batches_of(x, y, batch_size, epochs=None, shuffle=True), None, steps, max_steps)

    def partial_fit(self, x=None, y=None, input_fn=None, steps=1, batch_size=None):
        """Trains the model a little more."""
        return self.fit(x, y, input_fn, steps, batch_size)

    def evaluate(self, x=None, y=None, input_fn=None, batch_size=None, steps=None, name=None, checkpoint_path=None, hooks=None):
        """Returns a dict of metrics and `global_step`."""
        return super().evaluate(input_fn or batches_of(x, y, batch_size), steps or None, hooks, checkpoint_path, name)

    def predict(self, x=None, input_fn=None, batch_size=None, outputs=None, as_iterable=True):
        """Returns the predicted class or score of each example; with `outputs` dicts of these.

        A generator, or with `as_iterable=False` arrays for one batch. Tensors are one batch.
        """
        if not outputs:
            key = "scores" if isinstance(self.model.head, RegressionHead) else "classes"
            return self.predicted(key, x, input_fn, batch_size, as_iterable)
        return self.rows(x, input_fn, batch_size, outputs, as_iterable)

    def predict_classes(self, x=None, input_fn=None, batch_size=None, as_iterable=True):
        """Returns the predicted class of each example; see `predict`."""
        return self.predicted("classes", x, input_fn, batch_size, as_iterable)

    def predict_proba(self, x=None, input_fn=None, batch_size=None, as_iterable=True):
        """Returns the probabilities of the classes for each example; see `predict`."""
        return self.predicted("probabilities", x, input_fn, batch_size, as_iterable)

    def predict_scores(self, x=None, input_fn=None, batch_size=None, as_iterable=True):
        """Returns the predicted numbers of each example; see `predict`."""
        return self.predicted("scores", x, input_fn, batch_size, as_iterable)

    def predicted(self, key, *data):
        rows = self.rows(*data[:-1], [key], data[-1])
        return rows[key] if isinstance(rows, dict) else (row[key] for row in rows)

    def rows(self, x, input_fn, batch_size, outputs, as_iterable):
        dataset = one_batch(input_fn) if input_fn else batches_of(x, None, batch_size)()
        self.checkpoints.restore(self.model, dataset)
        rows = predict_examples(self.model, dataset, outputs, yield_single_examples=as_iterable)
        return rows if as_iterable else next(rows)


def one_batch(input_fn):
    """Returns the data of an input function; tensors are one batch, with which predictions end."""
    result = input_fn()
    if isinstance(result, tf.data.Dataset):
        return result
    return as_dataset(result[0] if isinstance(result, tuple) else result).take(1)


def batches_of(x, y, batch_size=None, epochs=1, shuffle=False):
    """Returns an input function for arrays, with the batches that `tf.contrib.learn` made of them.

    Epochs are shuffled as it did, and no batch has examples of two.
    """
    arrays = tf.nest.map_structure(
        lambda array: array.reshape(-1, 1) if array.ndim == 1 and array is not y else array,
        tf.nest.map_structure(np.asarray, x if y is None else (x, y)),
    )
    length = len(tf.nest.flatten(arrays)[0])

    def batches():
        random = np.random.RandomState(42)
        for _ in range(epochs) if epochs else itertools.count():
            order = random.permutation(length) if shuffle else np.arange(length)
            for start in range(0, length, batch_size or length):
                chosen = order[start : start + (batch_size or length)]
                yield tf.nest.map_structure(lambda array: array[chosen], arrays)

    specs = tf.nest.map_structure(lambda array: tf.TensorSpec([None, *array.shape[1:]], array.dtype), arrays)
    return lambda: tf.data.Dataset.from_generator(batches, output_signature=specs)


def infer_real_valued_columns(x):
    """`tf.contrib.learn.infer_real_valued_columns_from_input`: the columns for arrays of numbers."""
    arrays = x if isinstance(x, dict) else {"": x}
    return [tf.feature_column.numeric_column(name, np.shape(array)[1:] or 1) for name, array in sorted(arrays.items())]


def learn_crossed_column(columns, hash_bucket_size, hash_key=None):
    """`tf.contrib.layers.crossed_column`: a cross of what columns are given, in the order of their names."""
    columns = sorted(columns, key=lambda column: column.name)
    keys = [column if hasattr(column, "boundaries") else getattr(column, "key", column) for column in columns]
    return tf.feature_column.crossed_column(keys, hash_bucket_size, hash_key)


def learn_embedding_column(column, dimension, combiner="mean", initializer=None, max_norm=None, trainable=True):
    """`tf.contrib.layers.embedding_column`: an embedding that starts from smaller values, the more ids there are."""
    if initializer is None:
        initializer = keras.initializers.TruncatedNormal(stddev=1 / math.sqrt(column.num_buckets))
    return tf.feature_column.embedding_column(
        column, dimension, combiner, initializer, max_norm=max_norm, trainable=trainable
    )
