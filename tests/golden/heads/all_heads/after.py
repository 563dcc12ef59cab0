"""Heads of both kinds, in one table."""
import keras

from tf1_semantics import (
    BinaryClassHead,
    LogisticRegressionHead,
    MultiClassHead,
    MultiLabelHead,
    PoissonRegressionHead,
    RegressionHead,
)

HEADS = {
    "species": MultiClassHead(
        n_classes=3, label_vocabulary=["a", "b", "c"], loss_reduction="sum_over_batch_size"),
    "spam": BinaryClassHead(
        weight_column="weight",  # More for the rare class.
        thresholds=[0.3, 0.7], loss_reduction="sum_over_batch_size"),
    "price": RegressionHead(label_dimension=2, loss_reduction="sum"),
    "visits": PoissonRegressionHead(compute_full_loss=False, loss_reduction="sum_over_batch_size"),
    "share": LogisticRegressionHead(loss_reduction="sum_over_batch_size"),
    "tags": MultiLabelHead(5, loss_reduction="sum_over_batch_size"),
    "odds": BinaryClassHead(loss_reduction="sum_over_batch_size", area=keras.metrics.AUC),
    "size": RegressionHead(label_dimension=2, loss_reduction="sum"),
}
