"""What `tf.losses` computed: losses of elements, and their weighted reductions."""
import tensorflow as tf


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


def log_loss(labels, predictions, epsilon=1e-7):
    """Cross-entropy of each element, as `tf.losses.log_loss` before its reduction.

    Adds epsilon under the logarithms; `keras.losses.BinaryCrossentropy` clips the predictions.
    """
    labels = tf.cast(labels, tf.float32)
    predictions = tf.cast(predictions, tf.float32)
    return -labels * tf.math.log(predictions + epsilon) - (1 - labels) * tf.math.log(1 - predictions + epsilon)


def huber_loss(labels, predictions, delta=1.0):
    """Huber loss of each element, as `tf.losses.huber_loss` before its reduction."""
    error = tf.abs(tf.cast(predictions, tf.float32) - tf.cast(labels, tf.float32))
    quadratic = tf.minimum(error, delta)
    return 0.5 * quadratic * quadratic + delta * (error - quadratic)


def hinge_loss(labels, logits):
    """Hinge loss of each element, as `tf.losses.hinge_loss` before its reduction; labels are 0 or 1."""
    return tf.nn.relu(1 - (2 * tf.cast(labels, tf.float32) - 1) * tf.cast(logits, tf.float32))


def cosine_distance(labels, predictions, axis):
    """One minus the dot product along an axis that is kept, as `tf.losses.cosine_distance`.

    Neither side is normalized; `keras.losses.CosineSimilarity` normalizes both.
    """
    products = tf.cast(predictions, tf.float32) * tf.cast(labels, tf.float32)
    return 1 - tf.reduce_sum(products, axis=axis, keepdims=True)


def mean_pairwise_squared_error(labels, predictions, weights=1.0):
    """`tf.losses.mean_pairwise_squared_error`, summed over the batch as TF1 did.

    Of an example with n elements whose weight is not zero, and errors d = predictions - labels,
    the loss is (2 * sum(d ** 2) / (n - 1) - 2 * sum(d) ** 2 / (n * (n - 1))) * weight.

    Args:
        labels, predictions: tensors of shape [batch, ...].
        weights: a scalar, or a tensor of the rank of `labels` with the size 1 on all axes but
            the first.

    Returns:
        A scalar.
    """
    errors = tf.cast(predictions, tf.float32) - tf.cast(labels, tf.float32)
    weights = tf.cast(weights, tf.float32)
    axes = range(1, errors.shape.rank)
    present = tf.cast(tf.broadcast_to(weights, tf.shape(errors)) != 0, tf.float32)
    n = tf.reduce_sum(present, axes, keepdims=True)
    squares = tf.reduce_sum(errors**2, axes, keepdims=True)
    square = tf.reduce_sum(errors, axes, keepdims=True) ** 2
    losses = 2 * tf.math.divide_no_nan(squares, n - 1) - 2 * tf.math.divide_no_nan(square, n * (n - 1))
    return tf.reduce_sum(losses * weights)


def sequence_loss(
    logits, targets, weights, average_across_timesteps=True, average_across_batch=True, sum_over_timesteps=False,
    sum_over_batch=False, softmax_loss_function=None, name=None,
):
    """`tf.contrib.seq2seq.sequence_loss`: the weighted cross entropy of sequences of classes.

    Args:
        logits: float tensor [batch, steps, classes].
        targets: integer tensor [batch, steps].
        weights: float tensor [batch, steps].
        average_across_timesteps, average_across_batch: whether to divide the sum over these by that of the weights.
        sum_over_timesteps, sum_over_batch: whether to divide it by the number of weights that are not zero.
        softmax_loss_function: gives the losses for labels [batch * steps] and logits, instead of the cross entropy.
        name: does nothing.

    Returns:
        A float tensor: without the dimensions that the sums are over.
    """
    loss = softmax_loss_function or tf.nn.sparse_softmax_cross_entropy_with_logits
    losses = loss(labels=tf.reshape(targets, [-1]), logits=tf.reshape(logits, [-1, tf.shape(logits)[2]]))
    losses = tf.reshape(losses, tf.shape(logits)[:2]) * weights
    averages = average_across_timesteps or average_across_batch
    over = (average_across_batch, average_across_timesteps) if averages else (sum_over_batch, sum_over_timesteps)
    axes = [axis for axis, summed in enumerate(over) if summed]
    if not axes:
        return losses
    counted = weights if averages else tf.cast(tf.not_equal(weights, 0), losses.dtype)
    return tf.math.divide_no_nan(tf.reduce_sum(losses, axes), tf.reduce_sum(counted, axes))
