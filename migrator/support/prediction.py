"""Prediction example by example."""
import keras


def predict_examples(model, dataset, predict_keys=None, yield_single_examples=True, model_dir=None, callbacks=()):
    """Yields predictions one example at a time, as `Estimator.predict` did.

    Unlike `model.predict`, it starts with the first batch, needs the memory of one batch, and
    takes data without end.

    Args:
        model: a model whose `predict_step` returns a dict of arrays, or one array.
        dataset: batches of features, or tuples that begin with the features.
        predict_keys: the keys of the dict to keep; None keeps all.
        yield_single_examples: whether to take batches apart.
        model_dir: a `ModelDir` whose latest checkpoint the model takes first, if it has not yet.
        callbacks: callbacks that are told of the batches.

    Yields:
        For each example a dict of arrays without the batch axis, or one such array.

    Raises:
        ValueError: no prediction is in `predict_keys`, or predictions are no dict.
    """
    if model_dir is not None:
        model_dir.restore(model, dataset)
    callbacks = keras.callbacks.CallbackList(callbacks, model=model)
    callbacks.on_predict_begin()
    for index, batch in enumerate(dataset):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(batch)
        callbacks.on_predict_batch_begin(index)
        predictions = model.predict_on_batch(features)
        callbacks.on_predict_batch_end(index, {"outputs": predictions})
        if not isinstance(predictions, dict):
            if predict_keys:
                raise ValueError("predict_keys argument is not valid in case of non-dict predictions.")
            yield from predictions if yield_single_examples else [predictions]
            continue
        if predict_keys:
            kept = {key: value for key, value in predictions.items() if key in predict_keys}
            if not kept:
                raise ValueError(f"Expected at least one of {list(predictions)}, not {predict_keys}.")
            predictions = kept
        if yield_single_examples:
            for values in zip(*predictions.values()):
                yield dict(zip(predictions, values))
        else:
            yield predictions
    callbacks.on_predict_end()
