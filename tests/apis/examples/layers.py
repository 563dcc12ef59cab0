"""tf.layers."""
from apis.examples import TENSOR, read, with_arguments

_LAYERS = read(TENSOR, "tf.layers", """
    dense: _.dense(vectors, 3, tf.nn.relu)
    Dense: _.Dense(3, use_bias=False)(vectors)
    conv1d: _.conv1d(sequences, 3, 2, padding="same")
    Conv1D: _.Conv1D(3, 2, strides=2)(sequences)
    conv2d: _.conv2d(images, 4, 3, dilation_rate=2, activation=tf.nn.relu)
    Conv2D: _.Conv2D(4, [3, 2], padding="same")(images)
    conv3d: _.conv3d(volumes, 3, 2)
    Conv3D: _.Conv3D(3, 2, padding="same")(volumes)
    conv2d_transpose: _.conv2d_transpose(images, 4, 3, strides=2)
    Conv2DTranspose: _.Conv2DTranspose(4, 3, padding="same")(images)
    conv3d_transpose: _.conv3d_transpose(volumes, 3, 2)
    Conv3DTranspose: _.Conv3DTranspose(3, 2, use_bias=False)(volumes)
    separable_conv1d: _.separable_conv1d(sequences, 3, 2, depth_multiplier=2)
    SeparableConv1D: _.SeparableConv1D(3, 2, padding="same")(sequences)
    separable_conv2d: _.separable_conv2d(images, 4, 3)
    SeparableConv2D: _.SeparableConv2D(4, 3, depth_multiplier=2)(images)
    average_pooling1d: _.average_pooling1d(sequences, 2, 2)
    AveragePooling1D: _.AveragePooling1D(2, 1)(sequences)
    average_pooling2d: _.average_pooling2d(images, 2, 2, padding="same")
    AveragePooling2D: _.AveragePooling2D(3, 1)(images)
    average_pooling3d: _.average_pooling3d(volumes, 2, 1)
    AveragePooling3D: _.AveragePooling3D(2, 2)(volumes)
    max_pooling1d: _.max_pooling1d(sequences, 2, 2)
    MaxPooling1D: _.MaxPooling1D(2, 1)(sequences)
    max_pooling2d: _.max_pooling2d(images, 2, 2, padding="same")
    MaxPooling2D: _.MaxPooling2D(3, 1)(images)
    max_pooling3d: _.max_pooling3d(volumes, 2, 1)
    MaxPooling3D: _.MaxPooling3D(2, 2)(volumes)
    flatten: _.flatten(images)
    Flatten: _.Flatten()(images)
    dropout: _.dropout(vectors, 0.4)
    Dropout: _.Dropout(0.4)(vectors, training=False)
    batch_normalization: _.batch_normalization(images, training=True)
    BatchNormalization: _.BatchNormalization(scale=False)(vectors, training=True)
    dense: _.dense(inputs=vectors, units=3, activation="tanh", name="hidden")
    dense: _.dense(sequences, 3, kernel_initializer=tf.constant_initializer(0.2), bias_initializer=tf.ones_initializer())
    dense: _.dense(vectors, 3, None, True, None, tf.zeros_initializer(), None, None, None, None, None, True, "named", False)
    dense: _.dense(vectors, 3, kernel_constraint=lambda kernel: kernel, bias_constraint=None, trainable=False, reuse=None)
    dense: _.dense(vectors, 3, kernel_regularizer=tf.contrib.layers.l2_regularizer(0.1), bias_regularizer=tf.contrib.layers.l1_regularizer(0.1), activity_regularizer=None)
    conv1d: _.conv1d(sequences, 3, 2, data_format="channels_last", dilation_rate=2, activation=tf.nn.sigmoid, use_bias=False)
    conv1d: _.conv1d(sequences, filters=3, kernel_size=[3], strides=2, padding="SAME", name="conv")
    conv2d: _.conv2d(images, 4, [2, 3], strides=(2, 1), padding="SAME", use_bias=False)
    conv2d: _.conv2d(inputs=images, filters=4, kernel_size=3, padding="valid", data_format="channels_last", kernel_initializer=tf.constant_initializer(0.1), bias_initializer=tf.ones_initializer(), name="conv")
    conv2d: _.conv2d(images, 4, 3, kernel_regularizer=tf.contrib.layers.l2_regularizer(0.1), bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True, reuse=None)
    conv2d: _.conv2d(images, 4, 3, (1, 1), "same", "channels_last", (1, 1), tf.nn.elu)
    conv3d: _.conv3d(volumes, 3, 2, strides=2, padding="same", dilation_rate=1, use_bias=False, activation=tf.nn.relu6)
    conv2d_transpose: _.conv2d_transpose(images, filters=4, kernel_size=[5, 5], strides=[2, 2], padding="same", use_bias=False, activation=tf.nn.leaky_relu)
    conv2d_transpose: _.conv2d_transpose(images, 4, 3, (2, 1), "valid", kernel_initializer=tf.constant_initializer(0.1))
    conv3d_transpose: _.conv3d_transpose(volumes, 3, 2, strides=2, padding="same", activation=tf.nn.relu)
    separable_conv2d: _.separable_conv2d(images, 4, 3, strides=2, padding="same", dilation_rate=1, depth_multiplier=2, activation=tf.nn.relu, use_bias=False)
    separable_conv2d: _.separable_conv2d(images, 4, 3, depthwise_initializer=tf.constant_initializer(0.1), pointwise_initializer=tf.constant_initializer(0.2), bias_initializer=tf.ones_initializer())
    separable_conv2d: _.separable_conv2d(images, 4, 3, depthwise_regularizer=tf.contrib.layers.l2_regularizer(0.1), pointwise_regularizer=tf.contrib.layers.l2_regularizer(0.1))
    separable_conv1d: _.separable_conv1d(sequences, 3, 2, strides=1, padding="same", dilation_rate=2)
    average_pooling1d: _.average_pooling1d(sequences, pool_size=3, strides=1, padding="same", name="pool")
    average_pooling2d: _.average_pooling2d(inputs=images, pool_size=[2, 3], strides=[2, 2], padding="valid", data_format="channels_last")
    max_pooling1d: _.max_pooling1d(sequences, [2], [2], "same", "channels_last", "pool")
    max_pooling2d: _.max_pooling2d(inputs=images, pool_size=[2, 2], strides=2, name="pool1")
    max_pooling2d: _.max_pooling2d(images, 3, 2, "SAME")
    max_pooling3d: _.max_pooling3d(volumes, (2, 1, 2), (2, 1, 2), "same")
    flatten: _.flatten(inputs=sequences, name="flat")
    dropout: _.dropout(inputs=vectors, rate=0.4, training=False)
    dropout: _.dropout(vectors, 0.0, None, 1, True, "drop")
    dropout: _.dropout(vectors, noise_shape=[4, 1], seed=3)
    batch_normalization: _.batch_normalization(vectors)
    batch_normalization: _.batch_normalization(vectors, training=True)
    batch_normalization: _.batch_normalization(images, axis=-1, momentum=0.9, epsilon=1e-5, center=True, scale=False, training=True)
    batch_normalization: _.batch_normalization(images, 3, 0.9, 1e-5, False, True, training=False, name="bn")
    batch_normalization: _.batch_normalization(sequences, training=True, fused=False)
    batch_normalization: _.batch_normalization(images, fused=True, training=True)
    batch_normalization: _.batch_normalization(images, axis=1, fused=False, training=True)
    batch_normalization: _.batch_normalization(images, axis=[1, 3], training=True)
    batch_normalization: _.batch_normalization(vectors, training=True, renorm=True)
    batch_normalization: _.batch_normalization(vectors, training=True, renorm=True, renorm_clipping={"rmax": 1.5, "rmin": 0.5, "dmax": 0.5}, renorm_momentum=0.9)
    batch_normalization: _.batch_normalization(vectors, training=True, virtual_batch_size=2)
    batch_normalization: _.batch_normalization(images, training=True, trainable=False)
    batch_normalization: _.batch_normalization(vectors, training=True, beta_initializer=tf.ones_initializer(), gamma_initializer=tf.constant_initializer(0.5), moving_mean_initializer=tf.zeros_initializer(), moving_variance_initializer=tf.ones_initializer())
    batch_normalization: _.batch_normalization(vectors, moving_mean_initializer=tf.constant_initializer(0.3), moving_variance_initializer=tf.constant_initializer(2.0))
    batch_normalization: _.batch_normalization(vectors, training=True, adjustment=lambda shape: (tf.ones([1, 6]), tf.ones([1, 6]) * 0.1))
    batch_normalization: _.batch_normalization(vectors, training=True, beta_regularizer=tf.contrib.layers.l2_regularizer(0.1), gamma_regularizer=None, beta_constraint=None, gamma_constraint=None)
    BatchNormalization: _.BatchNormalization(axis=-1, momentum=0.997, epsilon=1e-5, center=True, scale=True, fused=True)(images, training=True)
    Dense: _.Dense(units=3, activation=tf.nn.relu, kernel_initializer=tf.constant_initializer(0.1), dtype=tf.float32, name="dense")(vectors)
    Dense: _.Dense(3, _reuse=None, _scope="dense")(vectors)
    Dense: _.Dense(3).apply(vectors)
    Conv2D: _.Conv2D(filters=4, kernel_size=3, strides=2, padding="same", activation=tf.nn.relu).apply(images)
    Conv2D: _.Conv2D(4, 3, data_format="channels_last", dilation_rate=(2, 2), bias_initializer=tf.ones_initializer())(images)
    Dropout: _.Dropout(rate=0.5, noise_shape=None, seed=1).apply(vectors)
    MaxPooling2D: _.MaxPooling2D(2, strides=2, padding="same", name="pool").apply(images)
    Flatten: _.Flatten(data_format="channels_last")(images)
""")

_WEIGHTS = ("kernel_initializer=tf.constant_initializer(0.1), bias_initializer=tf.ones_initializer(), "
            "kernel_regularizer=tf.contrib.layers.l2_regularizer(0.1), bias_regularizer=tf.contrib.layers.l1_regularizer(0.1), "
            "activity_regularizer=tf.contrib.layers.l2_regularizer(0.1), kernel_constraint=None, bias_constraint=None")
_SEPARABLE = ("activation=tf.nn.tanh, use_bias=True, depthwise_initializer=tf.constant_initializer(0.1), "
              "pointwise_initializer=tf.constant_initializer(0.2), bias_initializer=tf.ones_initializer(), "
              "depthwise_regularizer=tf.contrib.layers.l2_regularizer(0.1), pointwise_regularizer=tf.contrib.layers.l2_regularizer(0.1), "
              "bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None")
LAYERS = _LAYERS + with_arguments(_LAYERS, f"""
    dense Dense: {_WEIGHTS}
    conv1d conv3d: data_format="channels_last", {_WEIGHTS}
    conv2d: {_WEIGHTS}
    Conv1D: data_format="channels_last", padding="valid", dilation_rate=1, activation=tf.nn.relu, use_bias=True, {_WEIGHTS}
    Conv2D: use_bias=True, activation=None, {_WEIGHTS}
    Conv3D: strides=1, data_format="channels_last", dilation_rate=2, activation=tf.nn.relu, use_bias=True, {_WEIGHTS}
    conv2d_transpose: data_format="channels_last", {_WEIGHTS}
    conv3d_transpose: data_format="channels_last", use_bias=True, {_WEIGHTS}
    Conv2DTranspose: strides=2, data_format="channels_last", activation=tf.nn.relu, use_bias=True, {_WEIGHTS}
    Conv3DTranspose: strides=2, padding="same", data_format="channels_last", activation=tf.nn.relu, {_WEIGHTS}
    separable_conv1d: strides=1, data_format="channels_last", dilation_rate=1, {_SEPARABLE}
    separable_conv2d: strides=1, data_format="channels_last", {_SEPARABLE}
    SeparableConv1D: strides=1, data_format="channels_last", dilation_rate=2, depth_multiplier=2, {_SEPARABLE}
    SeparableConv2D: strides=2, padding="same", data_format="channels_last", dilation_rate=1, {_SEPARABLE}
    average_pooling1d average_pooling3d AveragePooling1D AveragePooling2D AveragePooling3D: padding="same", data_format="channels_last"
    max_pooling3d MaxPooling1D MaxPooling2D MaxPooling3D: padding="same", data_format="channels_last"
    flatten max_pooling2d: data_format="channels_last"
    BatchNormalization: renorm=True, renorm_clipping=None, renorm_momentum=0.9, virtual_batch_size=None, adjustment=None
    BatchNormalization: beta_initializer=tf.ones_initializer(), gamma_initializer=tf.constant_initializer(0.5), moving_mean_initializer=tf.zeros_initializer(), moving_variance_initializer=tf.ones_initializer(), beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None
""")
