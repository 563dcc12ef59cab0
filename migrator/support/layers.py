"""Layers whose arithmetic or state differs between TF1 and Keras."""
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


class BatchNormalizationWithoutUpdates(keras.layers.BatchNormalization):
    """Batch normalization of a program that never ran its update ops.

    In training it normalizes with the statistics of the batch. The moving statistics, which
    evaluation and prediction use, stay 0 and 1 (or what a checkpoint says).
    """

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "momentum": 1.0})


class FromInputShape(keras.layers.Layer):
    """A layer that is configured by the static shape of its input.

    Args:
        make: returns the layer, given the shape of its input: a tuple with None for the batch.
    """

    def __init__(self, make, **kwargs):
        super().__init__(**kwargs)
        self.make = make

    def build(self, input_shape):
        self.layer = self.make(input_shape)
        self.layer.build(input_shape)

    def call(self, inputs, **kwargs):
        return self.layer(inputs, **kwargs)


class LayerNorm(keras.layers.Layer):
    """`tf.contrib.layers.layer_norm`: normalizes over all axes but the batch.

    outputs = (inputs - mean) / sqrt(variance + 1e-12) * gamma + beta

    Mean and variance are taken over the axes from `begin_norm_axis` on; gamma and beta have the
    shape of the axes from `begin_params_axis` on. `keras.layers.LayerNormalization` has one
    argument for both.
    """

    def __init__(self, center=True, scale=True, begin_norm_axis=1, begin_params_axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.center = center
        self.scale = scale
        self.begin_norm_axis = begin_norm_axis
        self.begin_params_axis = begin_params_axis

    def build(self, input_shape):
        shape = input_shape[self.begin_params_axis:]
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta") if self.center else None
        self.gamma = self.add_weight(shape=shape, initializer="ones", name="gamma") if self.scale else None

    def call(self, inputs):
        axes = list(range(len(inputs.shape)))[self.begin_norm_axis:]
        mean, variance = tf.nn.moments(inputs, axes, keepdims=True)
        return tf.nn.batch_normalization(inputs, mean, variance, self.beta, self.gamma, 1e-12)

    def get_config(self):
        return {
            **super().get_config(),
            "center": self.center,
            "scale": self.scale,
            "begin_norm_axis": self.begin_norm_axis,
            "begin_params_axis": self.begin_params_axis,
        }


# Registered, since Bidirectional makes its second layer of the configuration of the first.
@keras.saving.register_keras_serializable("tf1_semantics")
def tf1_hard_sigmoid(x):
    """The hard sigmoid of TF1's Keras, which is 0 below -2.5 and 1 above 2.5."""
    return tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0)
