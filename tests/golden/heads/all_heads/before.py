"""Heads of both kinds, in one table."""
import tensorflow as tf

HEADS = {
    "species": tf.contrib.estimator.multi_class_head(n_classes=3, label_vocabulary=["a", "b", "c"]),
    "spam": tf.contrib.estimator.binary_classification_head(
        weight_column="weight",  # More for the rare class.
        thresholds=[0.3, 0.7]),
    "price": tf.contrib.estimator.regression_head(label_dimension=2, loss_reduction=tf.losses.Reduction.SUM),
    "visits": tf.contrib.estimator.poisson_regression_head(compute_full_loss=False),
    "share": tf.contrib.estimator.logistic_regression_head(),
    "tags": tf.contrib.estimator.multi_label_head(5, name=None),
    "odds": tf.estimator.BinaryClassHead(),
    "size": tf.estimator.RegressionHead(2, loss_reduction="sum"),
}
