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


def differences(labels, predictions):
    """Returns predictions - labels; of the two, one may have a last axis of size 1 in excess."""
    predictions = tf.convert_to_tensor(predictions)
    labels = tf.cast(labels, predictions.dtype)
    if labels.shape.rank == predictions.shape.rank + 1:
        labels = tf.squeeze(labels, -1)
    elif labels.shape.rank == predictions.shape.rank - 1:
        predictions = tf.squeeze(predictions, -1)
    return predictions - labels


class MeanAbsoluteError(keras.metrics.Mean):
    """`tf.metrics.mean_absolute_error`: the mean of all errors, each with a weight; see `MeanSquaredError`."""

    def __init__(self, name="mean_absolute_error"):
        super().__init__(name=name)

    def update_state(self, labels, predictions, sample_weight=None):
        super().update_state(tf.abs(differences(labels, predictions)), sample_weight)


class KernelOptimizer(keras.optimizers.Optimizer):
    """An optimizer that updates variables with the kernels that `tf.train` called.

    Beside the update rule (see each subclass), the gradient of a lookup differs from Keras: TF1
    first adds up the rows of an index that occurs more than once, and then touches only the rows
    that were looked up and their slots.

    A subclass sets `dense_kernel` and `sparse_kernel` to ops, and returns from `slots` the initial
    values of its slots and from `hyperparameters` the other operands, both by the ops' names.
    """

    def __init__(self, learning_rate, name=None, **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.slot_variables = [
            {
                name: self.add_variable_from_reference(variable, name, keras.initializers.Constant(value))
                for name, value in self.slots().items()
            }
            for variable in variables
        ]

    def update_step(self, gradient, variable, learning_rate):
        slots = self.slot_variables[self._get_variable_index(variable)]
        operands = {"lr": learning_rate, **self.hyperparameters()}
        operands = {
            name: value if isinstance(value, bool) else tf.cast(value, variable.dtype)
            for name, value in operands.items()
        }
        operands.update({name: slot.value.handle for name, slot in slots.items()}, var=variable.handle)
        if isinstance(gradient, tf.IndexedSlices):
            indices, positions = tf.unique(gradient.indices)
            rows = tf.math.unsorted_segment_sum(gradient.values, positions, tf.size(indices))
            self.sparse_kernel(grad=tf.cast(rows, variable.dtype), indices=indices, **operands)
        else:
            self.dense_kernel(grad=tf.cast(gradient, variable.dtype), **operands)


class RMSProp(KernelOptimizer):
    """`tf.train.RMSPropOptimizer`: the mean square starts at 1, not at 0 as in Keras.

    ms = decay * ms + (1 - decay) * gradient ** 2
    mom = momentum * mom + learning_rate * gradient / sqrt(ms + epsilon)
    variable -= mom

    If `centered`, the square of `mg`, the mean gradient, is subtracted from ms under the root.
    """

    def __init__(self, learning_rate, decay=0.9, momentum=0.0, epsilon=1e-10, centered=False, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.decay = decay
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered
        if centered:
            self.dense_kernel = tf.raw_ops.ResourceApplyCenteredRMSProp
            self.sparse_kernel = tf.raw_ops.ResourceSparseApplyCenteredRMSProp
        else:
            self.dense_kernel = tf.raw_ops.ResourceApplyRMSProp
            self.sparse_kernel = tf.raw_ops.ResourceSparseApplyRMSProp

    def slots(self):
        return {"ms": 1.0, "mg": 0.0, "mom": 0.0} if self.centered else {"ms": 1.0, "mom": 0.0}

    def hyperparameters(self):
        return {"rho": self.decay, "momentum": self.momentum, "epsilon": self.epsilon}

    def get_config(self):
        return {
            **super().get_config(),
            "decay": self.decay,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "centered": self.centered,
        }


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
