from tensorflow import metrics


def errors(labels, outputs, weights):
    return {
        "mean": metrics.mean(outputs),
        "weighted_mean": metrics.mean(values=outputs, weights=weights),
        "mse": metrics.mean_squared_error(labels, outputs),
        "mae": metrics.mean_absolute_error(labels=labels, predictions=outputs, weights=weights),
        "rmse": metrics.root_mean_squared_error(labels, outputs),
        "relative": metrics.mean_relative_error(labels, outputs, normalizer=labels),
        "cosine": metrics.mean_cosine_distance(labels, outputs, dim=1),
        "below": metrics.percentage_below(outputs - labels, 0.1, weights),
    }
