import tensorflow as tf

eval_metric_ops = {
    # How often it is right.
    "accuracy": tf.metrics.accuracy(
        labels=labels,  # class numbers
        predictions=predictions,
        metrics_collections=["metrics"],  # read by nothing
        name="accuracy"),
    "auc": tf.metrics.auc(labels,
                          scores,
                          num_thresholds=100)
}
