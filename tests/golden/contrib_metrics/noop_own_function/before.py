import metrics


def streaming_accuracy(predictions, labels):
    return metrics.streaming_accuracy(predictions, labels)
