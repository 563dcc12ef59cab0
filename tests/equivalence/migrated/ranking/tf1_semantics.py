"""TF1 semantics that Keras lacks, for programs migrated from tf.estimator."""
import keras
import tensorflow as tf


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


class Momentum(KernelOptimizer):
    """`tf.train.MomentumOptimizer`: the learning rate stays out of the accumulator.

    accum = momentum * accum + gradient
    variable -= learning_rate * accum  (nesterov: learning_rate * (gradient + momentum * accum))

    `keras.optimizers.SGD` scales the gradient before it accumulates, which is the same only while
    the learning rate is constant.
    """

    dense_kernel = staticmethod(tf.raw_ops.ResourceApplyMomentum)
    sparse_kernel = staticmethod(tf.raw_ops.ResourceSparseApplyMomentum)

    def __init__(self, learning_rate, momentum, nesterov=False, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.momentum = momentum
        self.nesterov = nesterov

    def slots(self):
        return {"accum": 0.0}

    def hyperparameters(self):
        return {"momentum": self.momentum, "use_nesterov": self.nesterov}

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum, "nesterov": self.nesterov}


class Adagrad(KernelOptimizer):
    """`tf.train.AdagradOptimizer`: there is no epsilon.

    accum += gradient ** 2
    variable -= learning_rate * gradient / sqrt(accum)
    """

    dense_kernel = staticmethod(tf.raw_ops.ResourceApplyAdagrad)
    sparse_kernel = staticmethod(tf.raw_ops.ResourceSparseApplyAdagrad)

    def __init__(self, learning_rate, initial_accumulator_value=0.1, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.initial_accumulator_value = initial_accumulator_value

    def slots(self):
        return {"accum": self.initial_accumulator_value}

    def hyperparameters(self):
        return {}

    def get_config(self):
        return {**super().get_config(), "initial_accumulator_value": self.initial_accumulator_value}


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
