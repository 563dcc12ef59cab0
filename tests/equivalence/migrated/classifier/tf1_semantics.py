"""TF1 semantics that Keras lacks, for programs migrated from tf.estimator."""
import keras
import tensorflow as tf


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """Batch normalization whose moving variance moves as that of TF1's fused kernel.

    The kernel adds the unbiased variance of a batch to the moving variance. Keras adds the biased
    one, which is smaller by (n - 1) / n, where n is the number of elements of a channel.

    Args:
        fused_ranks: the numbers of axes of an input for which TF1 used the kernel: 4 in
            `tf.layers`, 2 and 4 in `tf.contrib.layers`. Other inputs are treated as Keras does.
        **kwargs: arguments of `keras.layers.BatchNormalization`.
    """

    def __init__(self, *, fused_ranks=(4,), **kwargs):
        super().__init__(**kwargs)
        self.fused_ranks = tuple(fused_ranks)

    def call(self, inputs, training=None, mask=None):
        before = tf.convert_to_tensor(self.moving_variance)
        outputs = super().call(inputs, training=training, mask=mask)
        if training and self.trainable and self.is_fused(len(inputs.shape)):
            n = tf.cast(tf.size(inputs) // tf.shape(inputs)[self.axis], before.dtype)
            kept = self.momentum * before
            added = self.moving_variance - kept
            self.moving_variance.assign(kept + added * n / tf.maximum(n - 1, 1))
        return outputs

    def is_fused(self, rank):
        """Whether TF1 used the kernel for an input of so many axes: it takes the channels in front or at the end."""
        return rank in self.fused_ranks and self.axis % rank in (1, rank - 1)

    def get_config(self):
        return {**super().get_config(), "fused_ranks": self.fused_ranks}


def weighted_loss(losses, weights=1.0, reduction="sum_by_nonzero_weights"):
    """Weighs and reduces losses as `tf.losses.compute_weighted_loss`.

    By default divides by the number of elements whose weight is not zero; no reduction of Keras
    does.

    Args:
        losses: tensor of any shape.
        weights: a scalar, or a tensor of the rank of `losses` whose axes have the same size as
            those of `losses`, or size 1. It may have a last axis of size 1 in excess.
        reduction: "sum_by_nonzero_weights", "sum", "sum_over_batch_size" (divides by the number
            of elements), "mean" (divides by the sum of the weights) or "none".

    Returns:
        A scalar, or with "none" a tensor of the shape of `losses`. Zero where it would divide by
        zero.

    Raises:
        ValueError: the shape of `weights` does not fit, or there is no such reduction.
    """
    losses = tf.convert_to_tensor(losses)
    weights = tf.cast(weights, tf.float32)
    if losses.shape.rank is not None and weights.shape.rank == losses.shape.rank + 1:
        weights = tf.squeeze(weights, -1)  # As of class labels of shape [batch, 1].
    if weights.shape.rank != 0:
        shape = losses.shape.with_rank(weights.shape.rank)
        if any(size not in (1, None) and size != of for size, of in zip(weights.shape, shape) if of is not None):
            raise ValueError(f"weights of shape {weights.shape} do not fit losses of shape {losses.shape}")
    weights = tf.broadcast_to(weights, tf.shape(losses))
    weighted = tf.cast(losses, tf.float32) * weights
    if reduction == "none":
        loss = weighted
    elif reduction == "sum":
        loss = tf.reduce_sum(weighted)
    elif reduction == "sum_over_batch_size":
        loss = tf.math.divide_no_nan(tf.reduce_sum(weighted), tf.cast(tf.size(weighted), tf.float32))
    elif reduction == "mean":
        loss = tf.math.divide_no_nan(tf.reduce_sum(weighted), tf.reduce_sum(weights))
    elif reduction == "sum_by_nonzero_weights":
        loss = tf.math.divide_no_nan(tf.reduce_sum(weighted), tf.math.count_nonzero(weights, dtype=tf.float32))
    else:
        raise ValueError(f"no such reduction: {reduction!r}")
    return tf.cast(loss, losses.dtype)


def predict_examples(model, dataset, predict_keys=None, yield_single_examples=True, model_dir=None):
    """Yields predictions one example at a time, as `Estimator.predict` did.

    Unlike `model.predict`, it starts with the first batch, needs the memory of one batch, and
    takes data without end.

    Args:
        model: a model whose `predict_step` returns a dict of arrays, or one array.
        dataset: batches of features, or tuples that begin with the features.
        predict_keys: the keys of the dict to keep; None keeps all.
        yield_single_examples: whether to take batches apart.
        model_dir: a `ModelDir` whose latest checkpoint the model takes first, if it has not yet.

    Yields:
        For each example a dict of arrays without the batch axis, or one such array.

    Raises:
        ValueError: no prediction is in `predict_keys`, or predictions are no dict.
    """
    if model_dir is not None:
        model_dir.restore(model, dataset)
    for batch in dataset:
        features, _, _ = keras.utils.unpack_x_y_sample_weight(batch)
        predictions = model.predict_on_batch(features)
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
