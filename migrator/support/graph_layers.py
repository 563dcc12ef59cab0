"""`tf.layers`, for graphs: layers that find their variables by the scope that they are called in."""
import re

import keras
import tensorflow as tf


class GraphLayer:
    """`tf.layers.Layer`: makes its variables at its first call, under a scope of its own, and has them again later.

    Args:
        trainable: whether its variables are.
        name: the layer's name; where there are several of that name in a scope, they are numbered.
        dtype: the type of its variables; None takes that of the inputs.
        scope: the very scope of its variables.
        reuse: whether these must be there already; `tf.compat.v1.AUTO_REUSE` takes them where they are.
        activity_regularizer: gives a loss for the outputs.
    """

    def __init__(self, trainable=True, name=None, dtype=None, *, scope=None, reuse=None, activity_regularizer=None):
        self.base_name = name or snake_case(type(self).__name__)
        self.trainable = trainable
        self.dtype = dtype
        self.reuse = reuse
        self.activity_regularizer = activity_regularizer
        self.variables = []
        self.losses = []
        self.updates = []
        self.built = False
        self.scope = None
        if scope is not None:
            self.enter(scope, None)

    @property
    def name(self):
        return self.scope.name if self.scope is not None else self.base_name

    @property
    def weights(self):
        return self.variables

    @property
    def trainable_weights(self):
        return [variable for variable in self.variables if variable.trainable]

    trainable_variables = trainable_weights

    @property
    def non_trainable_weights(self):
        return [variable for variable in self.variables if not variable.trainable]

    non_trainable_variables = non_trainable_weights

    def enter(self, scope, default_name):
        with tf.compat.v1.variable_scope(scope, default_name) as entered:
            self.scope = entered

    def __call__(self, inputs, *args, scope=None, **kwargs):
        if self.scope is None:
            self.enter(scope or (self.base_name if self.reuse else None), self.base_name)
        reuse = True if self.built else self.reuse
        with tf.compat.v1.variable_scope(self.scope, reuse=reuse, auxiliary_name_scope=False) as entered:
            with tf.name_scope(entered.original_name_scope):
                inputs = tf.nest.map_structure(tf.convert_to_tensor, inputs)
                if not self.built:
                    first = tf.nest.flatten(inputs)[0]
                    self.dtype = tf.as_dtype(self.dtype or first.dtype)
                    self.build(tf.nest.map_structure(lambda tensor: tensor.shape, inputs))
                    self.built = True
                outputs = self.call(inputs, *args, **kwargs)
                if self.activity_regularizer is not None:
                    batch = tf.cast(tf.shape(outputs)[0], outputs.dtype)
                    self.add_loss(self.activity_regularizer(outputs) / batch)
                return outputs

    apply = __call__

    def build(self, input_shape):
        """Makes the variables."""

    def call(self, inputs):
        return inputs

    def add_weight(self, name, shape, dtype=None, initializer=None, regularizer=None, trainable=True, constraint=None, partitioner=None):
        """Makes a variable in the layer's scope, or finds it there; a new one is regularized."""
        known = {id(variable) for variable in tf.compat.v1.global_variables()}
        variable = tf.compat.v1.get_variable(
            name,
            shape,
            dtype or self.dtype,
            keras.initializers.get(initializer) if isinstance(initializer, str) else initializer,
            trainable=trainable and self.trainable,
            constraint=constraint,
            partitioner=partitioner,
        )
        self.variables.append(variable)
        if regularizer is not None and id(variable) not in known:
            scope = tf.compat.v1.get_variable_scope().name
            with tf.name_scope(f"{scope}/{name}/Regularizer/" if scope else f"{name}/Regularizer/"):  # Losses are collected by scopes.
                self.add_loss(regularizer(variable))
        return variable

    add_variable = add_weight

    def add_loss(self, loss, inputs=None):
        if loss is not None:
            self.losses.append(loss)
            tf.compat.v1.add_to_collection(tf.compat.v1.GraphKeys.REGULARIZATION_LOSSES, loss)

    def add_update(self, update, inputs=None):
        self.updates.append(update)
        tf.compat.v1.add_to_collection(tf.compat.v1.GraphKeys.UPDATE_OPS, update)


def snake_case(name):
    """Returns the name that a layer of a class had."""
    parted = re.sub("(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", parted).lower()


def activated(outputs, activation):
    """Returns what an activation, a function or a name or None, makes of outputs."""
    if isinstance(activation, str):
        activation = keras.activations.get(activation)
    return outputs if activation is None else activation(outputs)


def if_true(condition, then, otherwise):
    """Returns `then()` or `otherwise()`, decided at once where the condition is known, else by the graph."""
    known = tf.get_static_value(condition) if tf.is_tensor(condition) else condition
    if known is not None:
        return then() if known else otherwise()
    return tf.cond(tf.cast(condition, tf.bool), then, otherwise)


class Dense(GraphLayer):
    """`tf.layers.Dense`."""

    def __init__(
        self, units, activation=None, use_bias=True, kernel_initializer=None, bias_initializer="zeros",
        kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None,
        bias_constraint=None, trainable=True, name=None, **kwargs,
    ):
        super().__init__(trainable, name, activity_regularizer=activity_regularizer, **kwargs)
        self.units = int(units)
        self.activation = activation
        self.use_bias = use_bias
        self.kernel_options = dict(initializer=kernel_initializer, regularizer=kernel_regularizer, constraint=kernel_constraint)
        self.bias_options = dict(initializer=bias_initializer, regularizer=bias_regularizer, constraint=bias_constraint)
        self.bias = None

    def build(self, input_shape):
        self.kernel = self.add_weight("kernel", [input_shape[-1], self.units], **self.kernel_options)
        if self.use_bias:
            self.bias = self.add_weight("bias", [self.units], **self.bias_options)

    def call(self, inputs):
        rank = len(inputs.shape)
        if rank == 2:
            outputs = tf.matmul(inputs, self.kernel)
        else:
            outputs = tf.tensordot(inputs, self.kernel, [[rank - 1], [0]])
            outputs.set_shape([*inputs.shape[:-1], self.units])
        if self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias)
        return activated(outputs, self.activation)


def dense(inputs, units, *args, name=None, reuse=None, **kwargs):
    """`tf.layers.dense`: a `Dense` of that very name, called at once."""
    return Dense(units, *args, name=name, scope=name, reuse=reuse, **kwargs)(inputs)


def several(value, count):
    """Returns a number for each of the axes, of which one may be given for all."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,) * count


def native_format(data_format, rank):
    """Returns the name that TensorFlow's operations have for "channels_last" or "channels_first"."""
    axes = "DHW"[3 - rank:] if rank != 1 else "W"
    return f"NC{axes}" if data_format == "channels_first" else f"N{axes}C"


class ConvLayer(GraphLayer):
    """What the convolutions of `tf.layers` have in common; `rank` is the number of axes that they move along."""

    rank = None

    def __init__(
        self, filters, kernel_size, strides=1, padding="valid", data_format="channels_last", dilation_rate=1,
        activation=None, use_bias=True, kernel_initializer=None, bias_initializer="zeros", kernel_regularizer=None,
        bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True,
        name=None, **kwargs,
    ):
        super().__init__(trainable, name, activity_regularizer=activity_regularizer, **kwargs)
        self.filters = filters
        self.kernel_size = several(kernel_size, self.rank)
        self.strides = several(strides, self.rank)
        self.padding = padding.upper()
        self.data_format = native_format(data_format, self.rank)
        self.channel_axis = 1 if data_format == "channels_first" else -1
        self.dilation_rate = several(dilation_rate, self.rank)
        self.activation = activation
        self.use_bias = use_bias
        self.kernel_options = dict(initializer=kernel_initializer, regularizer=kernel_regularizer, constraint=kernel_constraint)
        self.bias_options = dict(initializer=bias_initializer, regularizer=bias_regularizer, constraint=bias_constraint)
        self.bias = None

    def build(self, input_shape):
        self.build_kernel(input_shape[self.channel_axis])
        if self.use_bias:
            self.bias = self.add_weight("bias", [self.filters], **self.bias_options)

    def build_kernel(self, channels):
        self.kernel = self.add_weight("kernel", [*self.kernel_size, channels, self.filters], **self.kernel_options)

    def call(self, inputs):
        outputs = self.convolve(inputs)
        if self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias, data_format="NC..." if self.channel_axis == 1 else None)
        return activated(outputs, self.activation)

    def convolve(self, inputs):
        return tf.nn.convolution(inputs, self.kernel, self.strides, self.padding, self.data_format, self.dilation_rate)


class Conv1D(ConvLayer):
    """`tf.layers.Conv1D`."""

    rank = 1


class Conv2D(ConvLayer):
    """`tf.layers.Conv2D`."""

    rank = 2


class Conv3D(ConvLayer):
    """`tf.layers.Conv3D`."""

    rank = 3


class TransposedConvLayer(ConvLayer):
    """What the transposed convolutions of `tf.layers` have in common."""

    def __init__(self, filters, kernel_size, strides=1, padding="valid", data_format="channels_last", *args, **kwargs):
        super().__init__(filters, kernel_size, strides, padding, data_format, 1, *args, **kwargs)

    def build_kernel(self, channels):
        self.kernel = self.add_weight("kernel", [*self.kernel_size, self.filters, channels], **self.kernel_options)

    def convolve(self, inputs):
        first = 2 if self.channel_axis == 1 else 1
        dynamic, sizes, static = tf.shape(inputs), [], []
        for axis, (size, stride) in enumerate(zip(self.kernel_size, self.strides), first):
            added = max(size - stride, 0) if self.padding == "VALID" else 0
            known = inputs.shape[axis]
            static.append(None if known is None else known * stride + added)
            sizes.append(dynamic[axis] * stride + added if known is None else static[-1])
        place = 1 if self.channel_axis == 1 else len(sizes) + 1
        sizes.insert(place - 1, self.filters)
        static.insert(place - 1, self.filters)
        outputs = tf.nn.conv_transpose(
            inputs, self.kernel, tf.stack([dynamic[0], *sizes]), self.strides, self.padding, self.data_format
        )
        outputs.set_shape([inputs.shape[0], *static])
        return outputs


class Conv2DTranspose(TransposedConvLayer):
    """`tf.layers.Conv2DTranspose`."""

    rank = 2


class Conv3DTranspose(TransposedConvLayer):
    """`tf.layers.Conv3DTranspose`."""

    rank = 3


class SeparableConv2D(ConvLayer):
    """`tf.layers.SeparableConv2D`."""

    rank = 2

    def __init__(
        self, filters, kernel_size, strides=1, padding="valid", data_format="channels_last", dilation_rate=1,
        depth_multiplier=1, activation=None, use_bias=True, depthwise_initializer=None, pointwise_initializer=None,
        bias_initializer="zeros", depthwise_regularizer=None, pointwise_regularizer=None, bias_regularizer=None,
        activity_regularizer=None, depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None, **kwargs,
    ):
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias, None,
            bias_initializer, None, bias_regularizer, activity_regularizer, None, bias_constraint, **kwargs,
        )
        self.depth_multiplier = depth_multiplier
        self.depthwise_options = dict(
            initializer=depthwise_initializer, regularizer=depthwise_regularizer, constraint=depthwise_constraint
        )
        self.pointwise_options = dict(
            initializer=pointwise_initializer, regularizer=pointwise_regularizer, constraint=pointwise_constraint
        )

    def build_kernel(self, channels):
        ones = [1] * self.rank
        self.depthwise_kernel = self.add_weight(
            "depthwise_kernel", [*self.kernel_size, channels, self.depth_multiplier], **self.depthwise_options
        )
        self.pointwise_kernel = self.add_weight(
            "pointwise_kernel", [*ones, channels * self.depth_multiplier, self.filters], **self.pointwise_options
        )

    def convolve(self, inputs):
        strides = (1, *self.strides, 1) if self.channel_axis == -1 else (1, 1, *self.strides)
        return tf.nn.separable_conv2d(
            inputs, self.depthwise_kernel, self.pointwise_kernel, strides, self.padding, self.data_format, self.dilation_rate
        )


class SeparableConv1D(SeparableConv2D):
    """`tf.layers.SeparableConv1D`."""

    rank = 1

    def convolve(self, inputs):
        axis = 1 if self.channel_axis == -1 else 2
        strides = (1, *self.strides * 2, 1) if self.channel_axis == -1 else (1, 1, *self.strides * 2)
        outputs = tf.nn.separable_conv2d(
            tf.expand_dims(inputs, axis),
            tf.expand_dims(self.depthwise_kernel, 0),
            tf.expand_dims(self.pointwise_kernel, 0),
            strides,
            self.padding,
            native_format("channels_last" if axis == 1 else "channels_first", 2),
            (1, *self.dilation_rate),
        )
        return tf.squeeze(outputs, [axis])


def conv1d(inputs, filters, kernel_size, *args, name=None, reuse=None, **kwargs):
    """`tf.layers.conv1d`: a `Conv1D` of that very name, called at once."""
    return Conv1D(filters, kernel_size, *args, name=name, scope=name, reuse=reuse, **kwargs)(inputs)


def conv2d(inputs, filters, kernel_size, *args, name=None, reuse=None, **kwargs):
    """`tf.layers.conv2d`: a `Conv2D` of that very name, called at once."""
    return Conv2D(filters, kernel_size, *args, name=name, scope=name, reuse=reuse, **kwargs)(inputs)


def conv3d(inputs, filters, kernel_size, *args, name=None, reuse=None, **kwargs):
    """`tf.layers.conv3d`: a `Conv3D` of that very name, called at once."""
    return Conv3D(filters, kernel_size, *args, name=name, scope=name, reuse=reuse, **kwargs)(inputs)


def conv2d_transpose(inputs, filters, kernel_size, *args, name=None, reuse=None, **kwargs):
    """`tf.layers.conv2d_transpose`: a `Conv2DTranspose` of that very name, called at once."""
    return Conv2DTranspose(filters, kernel_size, *args, name=name, scope=name, reuse=reuse, **kwargs)(inputs)


def conv3d_transpose(inputs, filters, kernel_size, *args, name=None, reuse=None, **kwargs):
    """`tf.layers.conv3d_transpose`: a `Conv3DTranspose` of that very name, called at once."""
    return Conv3DTranspose(filters, kernel_size, *args, name=name, scope=name, reuse=reuse, **kwargs)(inputs)


def separable_conv1d(inputs, filters, kernel_size, *args, name=None, reuse=None, **kwargs):
    """`tf.layers.separable_conv1d`: a `SeparableConv1D` of that very name, called at once."""
    return SeparableConv1D(filters, kernel_size, *args, name=name, scope=name, reuse=reuse, **kwargs)(inputs)


def separable_conv2d(inputs, filters, kernel_size, *args, name=None, reuse=None, **kwargs):
    """`tf.layers.separable_conv2d`: a `SeparableConv2D` of that very name, called at once."""
    return SeparableConv2D(filters, kernel_size, *args, name=name, scope=name, reuse=reuse, **kwargs)(inputs)


class PoolingLayer(GraphLayer):
    """What the poolings of `tf.layers` have in common; `rank` is the number of axes that they move along."""

    rank = None
    pooling_type = None

    def __init__(self, pool_size, strides, padding="valid", data_format="channels_last", name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.pool_size = several(pool_size, self.rank)
        self.strides = several(strides, self.rank)
        self.padding = padding.upper()
        self.data_format = native_format(data_format, self.rank)

    def call(self, inputs):
        return tf.nn.pool(
            inputs, self.pool_size, self.pooling_type, self.strides, self.padding, self.data_format
        )


class MaxPooling1D(PoolingLayer):
    """`tf.layers.MaxPooling1D`."""

    rank, pooling_type = 1, "MAX"


class MaxPooling2D(PoolingLayer):
    """`tf.layers.MaxPooling2D`."""

    rank, pooling_type = 2, "MAX"


class MaxPooling3D(PoolingLayer):
    """`tf.layers.MaxPooling3D`."""

    rank, pooling_type = 3, "MAX"


class AveragePooling1D(PoolingLayer):
    """`tf.layers.AveragePooling1D`."""

    rank, pooling_type = 1, "AVG"


class AveragePooling2D(PoolingLayer):
    """`tf.layers.AveragePooling2D`."""

    rank, pooling_type = 2, "AVG"


class AveragePooling3D(PoolingLayer):
    """`tf.layers.AveragePooling3D`."""

    rank, pooling_type = 3, "AVG"


def max_pooling1d(inputs, *args, **kwargs):
    """`tf.layers.max_pooling1d`: a `MaxPooling1D`, called at once."""
    return MaxPooling1D(*args, **kwargs)(inputs)


def max_pooling2d(inputs, *args, **kwargs):
    """`tf.layers.max_pooling2d`: a `MaxPooling2D`, called at once."""
    return MaxPooling2D(*args, **kwargs)(inputs)


def max_pooling3d(inputs, *args, **kwargs):
    """`tf.layers.max_pooling3d`: a `MaxPooling3D`, called at once."""
    return MaxPooling3D(*args, **kwargs)(inputs)


def average_pooling1d(inputs, *args, **kwargs):
    """`tf.layers.average_pooling1d`: an `AveragePooling1D`, called at once."""
    return AveragePooling1D(*args, **kwargs)(inputs)


def average_pooling2d(inputs, *args, **kwargs):
    """`tf.layers.average_pooling2d`: an `AveragePooling2D`, called at once."""
    return AveragePooling2D(*args, **kwargs)(inputs)


def average_pooling3d(inputs, *args, **kwargs):
    """`tf.layers.average_pooling3d`: an `AveragePooling3D`, called at once."""
    return AveragePooling3D(*args, **kwargs)(inputs)


class Flatten(GraphLayer):
    """`tf.layers.Flatten`."""

    def __init__(self, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.channels_first = data_format == "channels_first"

    def call(self, inputs):
        shape = inputs.shape
        if self.channels_first and len(shape) > 2:
            inputs = tf.transpose(inputs, [0, *range(2, len(shape)), 1])
        outputs = tf.reshape(inputs, [shape[0] or tf.shape(inputs)[0], -1])
        outputs.set_shape([shape[0], shape[1:].num_elements()])
        return outputs


def flatten(inputs, name=None, data_format="channels_last"):
    """`tf.layers.flatten`: a `Flatten`, called at once."""
    return Flatten(data_format, name=name)(inputs)


class Dropout(GraphLayer):
    """`tf.layers.Dropout`."""

    def __init__(self, rate=0.5, noise_shape=None, seed=None, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed

    def call(self, inputs, training=False):
        return if_true(
            training,
            lambda: tf.compat.v1.nn.dropout(inputs, noise_shape=self.noise_shape, seed=self.seed, rate=self.rate),
            lambda: tf.identity(inputs),
        )


def dropout(inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None):
    """`tf.layers.dropout`: a `Dropout`, called at once."""
    return Dropout(rate, noise_shape, seed, name)(inputs, training=training)


class BatchNormalization(GraphLayer):
    """`tf.layers.BatchNormalization`: what moves its statistics goes into the collection UPDATE_OPS."""

    def __init__(
        self, axis=-1, momentum=0.99, epsilon=1e-3, center=True, scale=True, beta_initializer="zeros",
        gamma_initializer="ones", moving_mean_initializer="zeros", moving_variance_initializer="ones",
        beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, fused=None,
        trainable=True, name=None, **kwargs,
    ):
        super().__init__(trainable, name, **kwargs)
        self.axis = axis[0] if isinstance(axis, (list, tuple)) else axis
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_options = dict(initializer=beta_initializer, regularizer=beta_regularizer, constraint=beta_constraint)
        self.gamma_options = dict(initializer=gamma_initializer, regularizer=gamma_regularizer, constraint=gamma_constraint)
        self.moving_mean_initializer = moving_mean_initializer
        self.moving_variance_initializer = moving_variance_initializer
        self.fused = fused
        self.gamma = self.beta = None

    def build(self, input_shape):
        rank = len(input_shape)
        self.axis %= rank
        if self.fused is None:
            self.fused = rank == 4 and self.axis in (1, 3)
        shape = [input_shape[self.axis]]
        dtype = tf.float32 if self.dtype in (tf.float16, tf.bfloat16) else self.dtype
        if self.scale:
            self.gamma = self.add_weight("gamma", shape, dtype, **self.gamma_options)
        if self.center:
            self.beta = self.add_weight("beta", shape, dtype, **self.beta_options)
        self.moving_mean = self.add_weight("moving_mean", shape, dtype, self.moving_mean_initializer, trainable=False)
        self.moving_variance = self.add_weight(
            "moving_variance", shape, dtype, self.moving_variance_initializer, trainable=False
        )

    def call(self, inputs, training=False):
        normalize = self.fused_normalize if self.fused else self.normalize
        outputs, mean, variance = normalize(inputs, training)
        known = tf.get_static_value(training) if tf.is_tensor(training) else training
        if known is None or known:
            momentum = if_true(training, lambda: tf.constant(self.momentum), lambda: tf.constant(1.0))
            self.add_update(moved(self.moving_mean, mean, momentum))
            self.add_update(moved(self.moving_variance, variance, momentum))
        return outputs

    def fused_normalize(self, inputs, training):
        data_format = "NCHW" if self.axis == 1 else "NHWC"
        scale = tf.ones_like(self.moving_mean) if self.gamma is None else self.gamma
        offset = tf.zeros_like(self.moving_mean) if self.beta is None else self.beta

        def of_batch():
            return tf.compat.v1.nn.fused_batch_norm(
                inputs, scale, offset, epsilon=self.epsilon, data_format=data_format, is_training=True
            )

        def of_training():
            return tf.compat.v1.nn.fused_batch_norm(
                inputs, scale, offset, self.moving_mean, self.moving_variance, self.epsilon, data_format, is_training=False
            )

        return if_true(training, of_batch, of_training)

    def normalize(self, inputs, training):
        axes = [axis for axis in range(len(inputs.shape)) if axis != self.axis]
        shape = [1] * len(inputs.shape)
        shape[self.axis] = inputs.shape[self.axis]
        is_last = self.axis == len(inputs.shape) - 1

        def broadcast(vector):
            return vector if vector is None or is_last else tf.reshape(vector, shape)

        def of_batch():
            return tuple(tf.nn.moments(inputs, axes))

        def of_training():
            return tf.identity(self.moving_mean), tf.identity(self.moving_variance)

        mean, variance = if_true(training, of_batch, of_training)
        outputs = tf.nn.batch_normalization(
            inputs, broadcast(mean), broadcast(variance), broadcast(self.beta), broadcast(self.gamma), self.epsilon
        )
        return outputs, mean, variance


def moved(variable, value, momentum):
    """Returns the operation that moves a moving average."""
    rate = tf.cast(1 - momentum, variable.dtype)
    return tf.compat.v1.assign_sub(variable, (variable - tf.cast(value, variable.dtype)) * rate)


def batch_normalization(inputs, *args, training=False, name=None, reuse=None, **kwargs):
    """`tf.layers.batch_normalization`: a `BatchNormalization` of that very name, called at once."""
    layer = BatchNormalization(*args, name=name, scope=name, reuse=reuse, **kwargs)
    return layer(inputs, training=training)
