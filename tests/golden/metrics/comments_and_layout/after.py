import keras

eval_metric_ops = {
    # How often it is right.
    "accuracy": keras.metrics.Accuracy()(
        labels,  # class numbers
        predictions
        # read by nothing
        ),
    "auc": keras.metrics.AUC(num_thresholds=100)(labels, scores)
}
