"""`tf.contrib.layers` and `tf.contrib.slim`, for graphs."""
import contextlib
import functools

import numpy as np
import tensorflow as tf

from migrator.support.graph_layers import (
    BatchNormalization,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Dense,
    SeparableConv2D,
    dropout,
    flatten,
)

class ArgScopes:
    """The open scopes of `arg_scope`, the innermost last: the arguments that each gives, by function."""

    stack = [{}]


def add_arg_scope(function):
    """`tf.contrib.framework.add_arg_scope`: has a function take defaults from `arg_scope`."""

    @functools.wraps(function)
    def with_defaults(*args, **kwargs):
        return function(*args, **{**ArgScopes.stack[-1].get(with_defaults, {}), **kwargs})

    return with_defaults


@contextlib.contextmanager
def arg_scope(functions, **kwargs):
    """`tf.contrib.framework.arg_scope`: other defaults for functions, or all those of an earlier scope again."""
    if isinstance(functions, dict):
        ArgScopes.stack.append(functions)
    else:
        outer = ArgScopes.stack[-1]
        ArgScopes.stack.append({**outer, **{function: {**outer.get(function, {}), **kwargs} for function in functions}})
    try:
        yield ArgScopes.stack[-1]
    finally:
        ArgScopes.stack.pop()


def variance_scaling_initializer(factor=2.0, mode="FAN_IN", uniform=False, seed=None, dtype=tf.float32):
    """`tf.contrib.layers.variance_scaling_initializer`."""

    def initializer(shape, dtype=dtype, partition_info=None):
        field = np.prod(shape[:-2], dtype=float)
        fan_in, fan_out = (float(shape[-2]) if len(shape) > 1 else float(shape[-1])) * field, float(shape[-1]) * field
        fan = {"FAN_IN": fan_in, "FAN_OUT": fan_out, "FAN_AVG": (fan_in + fan_out) / 2}[mode]
        if uniform:
            limit = np.sqrt(3 * factor / fan)
            return tf.compat.v1.random_uniform(shape, -limit, limit, dtype, seed)
        return tf.compat.v1.truncated_normal(shape, 0.0, np.sqrt(1.3 * factor / fan), dtype, seed)

    return initializer


def xavier_initializer(uniform=True, seed=None, dtype=tf.float32):
    """`tf.contrib.layers.xavier_initializer`."""
    return variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed, dtype)


def model_variable(name, *args, collections=None, custom_getter=None, device=None, **kwargs):
    """`tf.contrib.framework.model_variable`: a variable that is in the collection MODEL_VARIABLES too."""
    keys = tf.compat.v1.GraphKeys
    entered = [*(collections or []), keys.GLOBAL_VARIABLES, keys.MODEL_VARIABLES]
    getter = custom_getter or tf.compat.v1.get_variable
    with tf.device(device):
        return getter(name, *args, collections=sorted(set(entered)), **kwargs)


def renaming_getter(**names):
    """Returns a getter of model variables that gives some of them other names."""

    def get(getter, name, *args, **kwargs):
        scope, _, last = name.rpartition("/")
        renamed = names.get(last, last)
        return model_variable(f"{scope}/{renamed}" if scope else renamed, *args, custom_getter=getter, **kwargs)

    return get


def collect(collections, name, outputs):
    """Enters outputs into collections under an alias; returns them."""
    if collections:
        tf.compat.v1.add_to_collections([collections] if isinstance(collections, str) else collections, outputs)
    return outputs


def normalized(outputs, normalizer_fn, normalizer_params, activation_fn):
    """Returns what a normalizer and an activation make of outputs."""
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **(normalizer_params or {}))
    return outputs if activation_fn is None else activation_fn(outputs)


def collect_variables(layer, collections):
    """Enters the variables of a layer into collections: one for all, or a dict by their names."""
    for variable in layer.variables if collections else []:
        name = variable.op.name.rpartition("/")[2]
        found = collections.get(name, []) if isinstance(collections, dict) else collections
        tf.compat.v1.add_to_collections([found] if isinstance(found, str) else found, variable)


@add_arg_scope
def fully_connected(
    inputs, num_outputs, activation_fn=tf.nn.relu, normalizer_fn=None, normalizer_params=None,
    weights_initializer=xavier_initializer(), weights_regularizer=None, biases_initializer="zeros",
    biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None, trainable=True, scope=None,
):
    """`tf.contrib.layers.fully_connected`."""
    getter = renaming_getter(kernel="weights", bias="biases")
    with tf.compat.v1.variable_scope(scope, "fully_connected", [inputs], reuse=reuse, custom_getter=getter) as entered:
        layer = Dense(
            num_outputs, use_bias=normalizer_fn is None and biases_initializer is not None,
            kernel_initializer=weights_initializer, bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer, bias_regularizer=biases_regularizer, trainable=trainable,
            scope=entered, reuse=reuse,
        )
        outputs = layer(inputs)
        collect_variables(layer, variables_collections)
        return collect(outputs_collections, entered.name, normalized(outputs, normalizer_fn, normalizer_params, activation_fn))


def linear(inputs, num_outputs, *, activation_fn=None, **kwargs):
    """`tf.contrib.layers.linear`."""
    return fully_connected(inputs, num_outputs, activation_fn, **kwargs)


def keras_format(data_format):
    """Returns what `tf.layers` called a data format."""
    return "channels_first" if data_format and data_format.startswith("NC") else "channels_last"


def convolution(layer_class, default_name, options, inputs, *args):
    """Calls a convolution of `tf.layers` under the names and with the arguments of contrib."""
    (activation_fn, normalizer_fn, normalizer_params, weights_initializer, weights_regularizer, biases_initializer,
     biases_regularizer, reuse, variables_collections, outputs_collections, trainable, scope) = args
    getter = renaming_getter(kernel="weights", bias="biases")
    with tf.compat.v1.variable_scope(scope, default_name, [inputs], reuse=reuse, custom_getter=getter) as entered:
        layer = layer_class(
            **options, use_bias=normalizer_fn is None and biases_initializer is not None,
            kernel_initializer=weights_initializer, bias_initializer=biases_initializer,
            kernel_regularizer=weights_regularizer, bias_regularizer=biases_regularizer, trainable=trainable,
            scope=entered, reuse=reuse,
        )
        outputs = layer(inputs)
        collect_variables(layer, variables_collections)
        return collect(outputs_collections, entered.name, normalized(outputs, normalizer_fn, normalizer_params, activation_fn))


@add_arg_scope
def convolution1d(
    inputs, num_outputs, kernel_size, stride=1, padding="SAME", data_format=None, rate=1, activation_fn=tf.nn.relu,
    normalizer_fn=None, normalizer_params=None, weights_initializer=xavier_initializer(), weights_regularizer=None,
    biases_initializer="zeros", biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None,
    trainable=True, scope=None,
):
    """`tf.contrib.layers.conv1d`."""
    options = dict(filters=num_outputs, kernel_size=kernel_size, strides=stride, padding=padding, dilation_rate=rate,
                   data_format=keras_format(data_format))
    return convolution(
        Conv1D, "Conv", options, inputs, activation_fn, normalizer_fn, normalizer_params, weights_initializer,
        weights_regularizer, biases_initializer, biases_regularizer, reuse, variables_collections, outputs_collections,
        trainable, scope,
    )


@add_arg_scope
def convolution2d(
    inputs, num_outputs, kernel_size, stride=1, padding="SAME", data_format=None, rate=1, activation_fn=tf.nn.relu,
    normalizer_fn=None, normalizer_params=None, weights_initializer=xavier_initializer(), weights_regularizer=None,
    biases_initializer="zeros", biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None,
    trainable=True, scope=None,
):
    """`tf.contrib.layers.conv2d`."""
    options = dict(filters=num_outputs, kernel_size=kernel_size, strides=stride, padding=padding, dilation_rate=rate,
                   data_format=keras_format(data_format))
    return convolution(
        Conv2D, "Conv", options, inputs, activation_fn, normalizer_fn, normalizer_params, weights_initializer,
        weights_regularizer, biases_initializer, biases_regularizer, reuse, variables_collections, outputs_collections,
        trainable, scope,
    )


@add_arg_scope
def convolution3d(
    inputs, num_outputs, kernel_size, stride=1, padding="SAME", data_format=None, rate=1, activation_fn=tf.nn.relu,
    normalizer_fn=None, normalizer_params=None, weights_initializer=xavier_initializer(), weights_regularizer=None,
    biases_initializer="zeros", biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None,
    trainable=True, scope=None,
):
    """`tf.contrib.layers.conv3d`."""
    options = dict(filters=num_outputs, kernel_size=kernel_size, strides=stride, padding=padding, dilation_rate=rate,
                   data_format=keras_format(data_format))
    return convolution(
        Conv3D, "Conv", options, inputs, activation_fn, normalizer_fn, normalizer_params, weights_initializer,
        weights_regularizer, biases_initializer, biases_regularizer, reuse, variables_collections, outputs_collections,
        trainable, scope,
    )


@add_arg_scope
def convolution2d_transpose(
    inputs, num_outputs, kernel_size, stride=1, padding="SAME", data_format="NHWC", activation_fn=tf.nn.relu,
    normalizer_fn=None, normalizer_params=None, weights_initializer=xavier_initializer(), weights_regularizer=None,
    biases_initializer="zeros", biases_regularizer=None, reuse=None, variables_collections=None, outputs_collections=None,
    trainable=True, scope=None,
):
    """`tf.contrib.layers.conv2d_transpose`."""
    options = dict(filters=num_outputs, kernel_size=kernel_size, strides=stride, padding=padding,
                   data_format=keras_format(data_format))
    return convolution(
        Conv2DTranspose, "Conv2d_transpose", options, inputs, activation_fn, normalizer_fn, normalizer_params,
        weights_initializer, weights_regularizer, biases_initializer, biases_regularizer, reuse, variables_collections,
        outputs_collections, trainable, scope,
    )


@add_arg_scope
def separable_convolution2d(
    inputs, num_outputs, kernel_size, depth_multiplier=1, stride=1, padding="SAME", data_format="NHWC", rate=1,
    activation_fn=tf.nn.relu, normalizer_fn=None, normalizer_params=None, weights_initializer=xavier_initializer(),
    pointwise_initializer=None, weights_regularizer=None, biases_initializer="zeros", biases_regularizer=None, reuse=None,
    variables_collections=None, outputs_collections=None, trainable=True, scope=None,
):
    """`tf.contrib.layers.separable_conv2d`; without `num_outputs` it has no pointwise step."""
    getter = renaming_getter(depthwise_kernel="depthwise_weights", pointwise_kernel="pointwise_weights", bias="biases")
    use_bias = normalizer_fn is None and biases_initializer is not None
    with tf.compat.v1.variable_scope(scope, "SeparableConv2d", [inputs], reuse=reuse, custom_getter=getter) as entered:
        layer_class = SeparableConv2D if num_outputs is not None else DepthwiseConv2D
        layer = layer_class(
            num_outputs, kernel_size, stride, padding, keras_format(data_format), rate, depth_multiplier,
            use_bias=use_bias, depthwise_initializer=weights_initializer,
            pointwise_initializer=pointwise_initializer or weights_initializer, bias_initializer=biases_initializer,
            depthwise_regularizer=weights_regularizer, pointwise_regularizer=weights_regularizer,
            bias_regularizer=biases_regularizer, trainable=trainable, scope=entered, reuse=reuse,
        )
        outputs = layer(inputs)
        collect_variables(layer, variables_collections)
        return collect(outputs_collections, entered.name, normalized(outputs, normalizer_fn, normalizer_params, activation_fn))


class DepthwiseConv2D(SeparableConv2D):
    """The first step of a separable convolution."""

    def build_kernel(self, channels):
        self.filters = channels * self.depth_multiplier
        shape = [*self.kernel_size, channels, self.depth_multiplier]
        self.depthwise_kernel = self.add_weight("depthwise_kernel", shape, **self.depthwise_options)

    def convolve(self, inputs):
        strides = (1, *self.strides, 1) if self.channel_axis == -1 else (1, 1, *self.strides)
        return tf.nn.depthwise_conv2d(
            inputs, self.depthwise_kernel, strides, self.padding, self.data_format, self.dilation_rate
        )


@add_arg_scope
def max_pool2d(
    inputs, kernel_size, stride=2, padding="VALID", data_format="NHWC", outputs_collections=None, scope=None
):
    """`tf.contrib.layers.max_pool2d`."""
    with tf.compat.v1.name_scope(scope, "MaxPool2D", [inputs]) as entered:
        outputs = tf.nn.max_pool2d(inputs, kernel_size, stride, padding, data_format)
        return collect(outputs_collections, entered, outputs)


@add_arg_scope
def avg_pool2d(
    inputs, kernel_size, stride=2, padding="VALID", data_format="NHWC", outputs_collections=None, scope=None
):
    """`tf.contrib.layers.avg_pool2d`."""
    with tf.compat.v1.name_scope(scope, "AvgPool2D", [inputs]) as entered:
        outputs = tf.nn.avg_pool2d(inputs, kernel_size, stride, padding, data_format)
        return collect(outputs_collections, entered, outputs)


@add_arg_scope
def contrib_dropout(
    inputs, keep_prob=0.5, noise_shape=None, is_training=True, outputs_collections=None, scope=None, seed=None
):
    """`tf.contrib.layers.dropout`."""
    with tf.compat.v1.variable_scope(scope, "Dropout", [inputs]) as entered:
        return collect(outputs_collections, entered.name, dropout(inputs, 1 - keep_prob, noise_shape, seed, is_training))


@add_arg_scope
def contrib_flatten(inputs, outputs_collections=None, scope=None):
    """`tf.contrib.layers.flatten`."""
    with tf.compat.v1.name_scope(scope, "Flatten", [inputs]) as entered:
        return collect(outputs_collections, entered, flatten(inputs))


@add_arg_scope
def batch_norm(
    inputs, decay=0.999, center=True, scale=False, epsilon=0.001, activation_fn=None, param_initializers=None,
    param_regularizers=None, updates_collections="update_ops", is_training=True, reuse=None, variables_collections=None,
    outputs_collections=None, trainable=True, fused=None, data_format="NHWC", scope=None,
):
    """`tf.contrib.layers.batch_norm`: updates its statistics in place where `updates_collections` is None."""
    inputs = tf.convert_to_tensor(inputs)
    rank = len(inputs.shape)
    fused = rank in (2, 4) if fused is None else fused
    with tf.compat.v1.variable_scope(scope, "BatchNorm", [inputs], reuse=reuse, custom_getter=renaming_getter()) as entered:
        axis = 1 if data_format == "NCHW" else rank - 1
        initializers, regularizers = param_initializers or {}, param_regularizers or {}
        options = {f"{name}_initializer": made for name, made in initializers.items()}
        options |= {f"{name}_regularizer": made for name, made in regularizers.items()}
        layer = ContribBatchNormalization(
            axis, decay, epsilon, center, scale, fused=fused, trainable=trainable, scope=entered, reuse=reuse, **options
        )
        outputs = layer(inputs, training=is_training)
        collect_variables(layer, variables_collections)
        if updates_collections is None:
            with tf.control_dependencies(layer.updates):
                outputs = tf.identity(outputs)
        else:
            for update in layer.updates:
                tf.compat.v1.add_to_collections(
                    [updates_collections] if isinstance(updates_collections, str) else updates_collections, update
                )
        return collect(outputs_collections, entered.name, outputs if activation_fn is None else activation_fn(outputs))


class ContribBatchNormalization(BatchNormalization):
    """Batch normalization that uses TF1's fused kernel for vectors too, and leaves it to its caller to collect updates."""

    def build(self, input_shape):
        if not self.fused or len(input_shape) != 2:
            super().build(input_shape)
            return
        shape, dtype = [input_shape[self.axis]], tf.float32
        if self.center:
            self.beta = self.add_weight("beta", shape, dtype, **self.beta_options)
        if self.scale:
            self.gamma = self.add_weight("gamma", shape, dtype, **self.gamma_options)
        self.moving_mean = self.add_weight("moving_mean", shape, dtype, self.moving_mean_initializer, trainable=False)
        self.moving_variance = self.add_weight(
            "moving_variance", shape, dtype, self.moving_variance_initializer, trainable=False
        )

    def call(self, inputs, training=False):
        if self.fused and len(inputs.shape) == 2:
            self.axis = 3
            shape = tf.shape(inputs)
            outputs = super().call(tf.reshape(inputs, [-1, 1, 1, inputs.shape[1]]), training)
            outputs = tf.reshape(outputs, shape)
            outputs.set_shape(inputs.shape)
            return outputs
        return super().call(inputs, training)

    def add_update(self, update, inputs=None):
        self.updates.append(update)


@add_arg_scope
def layer_norm(
    inputs, center=True, scale=True, activation_fn=None, reuse=None, variables_collections=None, outputs_collections=None,
    trainable=True, begin_norm_axis=1, begin_params_axis=-1, scope=None,
):
    """`tf.contrib.layers.layer_norm`."""
    with tf.compat.v1.variable_scope(scope, "LayerNorm", [inputs], reuse=reuse) as entered:
        inputs = tf.convert_to_tensor(inputs)
        shape = inputs.shape[begin_params_axis:]
        beta = gamma = None
        if center:
            beta = model_variable("beta", shape, inputs.dtype, tf.compat.v1.zeros_initializer(), trainable=trainable)
        if scale:
            gamma = model_variable("gamma", shape, inputs.dtype, tf.compat.v1.ones_initializer(), trainable=trainable)
        axes = list(range(len(inputs.shape)))[begin_norm_axis:]
        mean, variance = tf.nn.moments(inputs, axes, keepdims=True)
        epsilon = 1e-3 if inputs.dtype == tf.float16 else 1e-12
        outputs = tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        outputs.set_shape(inputs.shape)
        return collect(outputs_collections, entered.name, outputs if activation_fn is None else activation_fn(outputs))


@add_arg_scope
def embed_sequence(
    ids, vocab_size=None, embed_dim=None, unique=False, initializer=None, regularizer=None, trainable=True, scope=None,
    reuse=None,
):
    """`tf.contrib.layers.embed_sequence`."""
    with tf.compat.v1.variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        embeddings = model_variable(
            "embeddings", [vocab_size, embed_dim], initializer=initializer, regularizer=regularizer, trainable=trainable
        )
        return tf.compat.v1.nn.embedding_lookup(embeddings, ids)


@add_arg_scope
def one_hot_encoding(labels, num_classes, on_value=1.0, off_value=0.0, outputs_collections=None, scope=None):
    """`tf.contrib.layers.one_hot_encoding`."""
    with tf.compat.v1.name_scope(scope, "OneHotEncoding", [labels]) as entered:
        labels = tf.cast(labels, tf.int64) if labels.dtype == tf.int32 else labels
        return collect(outputs_collections, entered, tf.one_hot(labels, num_classes, on_value, off_value))


def repeat(inputs, repetitions, layer, *args, **kwargs):
    """`tf.contrib.layers.repeat`: the same layer several times, under numbered scopes."""
    name = kwargs.pop("scope", None)
    with tf.compat.v1.variable_scope(name, "Repeat", [inputs]):
        name = name or layer.__name__
        for index in range(repetitions):
            inputs = layer(inputs, *args, scope=f"{name}_{index + 1}", **kwargs)
        return inputs


def stack(inputs, layer, stack_args, **kwargs):
    """`tf.contrib.layers.stack`: a layer with one set of arguments after the other, under numbered scopes."""
    name = kwargs.pop("scope", None)
    with tf.compat.v1.variable_scope(name, "Stack", [inputs]):
        name = name or layer.__name__
        for index, args in enumerate(stack_args, 1):
            args = args if isinstance(args, (list, tuple)) else [args]
            inputs = layer(inputs, *args, scope=f"{name}_{index}", **kwargs)
        return inputs


def optimize_loss(
    loss, global_step, learning_rate, optimizer, gradient_noise_scale=None, gradient_multipliers=None, clip_gradients=None,
    learning_rate_decay_fn=None, update_ops=None, variables=None, name=None, summaries=None,
    colocate_gradients_with_ops=False, increment_global_step=True,
):
    """`tf.contrib.layers.optimize_loss`: one step of training, whose value is the loss."""
    v1 = tf.compat.v1
    by_name = {
        "Adagrad": v1.train.AdagradOptimizer,
        "Adam": v1.train.AdamOptimizer,
        "Ftrl": v1.train.FtrlOptimizer,
        "Momentum": lambda learning_rate: v1.train.MomentumOptimizer(learning_rate, momentum=0.9),
        "RMSProp": v1.train.RMSPropOptimizer,
        "SGD": v1.train.GradientDescentOptimizer,
    }
    if gradient_noise_scale is not None:
        raise ValueError("gradient_noise_scale is not supported.")
    global_step = v1.train.get_global_step() if global_step is None else global_step
    with v1.variable_scope(name, "OptimizeLoss", [loss]):
        updates = v1.get_collection(v1.GraphKeys.UPDATE_OPS) if update_ops is None else update_ops
        with tf.control_dependencies(list(updates)):
            loss = tf.identity(loss)
        rate = learning_rate
        if isinstance(rate, (int, float)):
            rate = v1.get_variable(
                "learning_rate", [], trainable=False, initializer=v1.constant_initializer(learning_rate)
            )
        if learning_rate_decay_fn is not None:
            rate = learning_rate_decay_fn(rate, global_step)
        if isinstance(optimizer, str):
            optimizer = by_name[optimizer](learning_rate=rate)
        elif isinstance(optimizer, type):
            optimizer = optimizer(learning_rate=rate)
        elif not isinstance(optimizer, v1.train.Optimizer):
            optimizer = optimizer(rate) if rate is not None else optimizer()
        variables = v1.trainable_variables() if variables is None else variables
        gradients = optimizer.compute_gradients(
            loss, variables, colocate_gradients_with_ops=colocate_gradients_with_ops
        )
        if gradient_multipliers is not None:
            gradients = [multiplied(gradient, variable, gradient_multipliers) for gradient, variable in gradients]
        if callable(clip_gradients):
            gradients = clip_gradients(gradients)
        elif clip_gradients is not None:
            values, clipped = zip(*gradients)
            gradients = list(zip(tf.clip_by_global_norm(values, clip_gradients)[0], clipped))
        applied = optimizer.apply_gradients(gradients, global_step if increment_global_step else None, name="train")
        with tf.control_dependencies([applied]):
            return tf.identity(loss)


def multiplied(gradient, variable, multipliers):
    """Returns a gradient, times a factor where there is one for its variable or the name of that."""
    key = next((key for key in (variable, variable.name) if key in multipliers), None)
    if gradient is None or key is None:
        return gradient, variable
    factor = tf.cast(multipliers[key], gradient.dtype.base_dtype)
    if isinstance(gradient, tf.IndexedSlices):
        return tf.IndexedSlices(gradient.values * factor, gradient.indices, gradient.dense_shape), variable
    return gradient * factor, variable
