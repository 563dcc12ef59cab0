"""Official-resnet style: a class with hyperparameters and a __call__."""
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


class BatchNorm(keras.layers.Layer):
    """Performs a batch normalization using a standard set of parameters."""

    def __init__(self, data_format, **kwargs):
        super().__init__(**kwargs)
        self.batch_normalization = FusedBatchNormalization(
            axis=1 if data_format == 'channels_first' else 3,
            momentum=0.9, epsilon=1e-5, center=True, scale=True)

    def call(self, inputs, training=False):
        return self.batch_normalization(inputs, training=training)


def fixed_padding(inputs, kernel_size, data_format):
    pad_total = kernel_size - 1
    pad_beg = pad_total // 2
    pad_end = pad_total - pad_beg
    if data_format == 'channels_first':
        return tf.pad(inputs, [[0, 0], [0, 0], [pad_beg, pad_end], [pad_beg, pad_end]])
    return tf.pad(inputs, [[0, 0], [pad_beg, pad_end], [pad_beg, pad_end], [0, 0]])


class Conv2dFixedPadding(keras.layers.Layer):

    def __init__(self, filters, kernel_size, strides, data_format, **kwargs):
        super().__init__(**kwargs)
        self.kernel_size = kernel_size
        self.strides = strides
        self.data_format = data_format
        self.conv2d = keras.layers.Conv2D(
            filters=filters, kernel_size=kernel_size, strides=strides,
            padding=('SAME' if strides == 1 else 'VALID'), use_bias=False,
            kernel_initializer=keras.initializers.VarianceScaling(), data_format=data_format)

    def call(self, inputs):
        if self.strides > 1:
            inputs = fixed_padding(inputs, self.kernel_size, self.data_format)
        return self.conv2d(inputs)


class BuildingBlock(keras.layers.Layer):

    def __init__(self, filters, projection, strides, data_format, **kwargs):
        super().__init__(**kwargs)
        self.projection = projection
        self.batch_norm = BatchNorm(data_format)
        if projection:
            self.conv2d_fixed_padding = Conv2dFixedPadding(filters, 1, strides, data_format)
        self.conv2d_fixed_padding_1 = Conv2dFixedPadding(filters, 3, strides, data_format)
        self.batch_norm_1 = BatchNorm(data_format)
        self.conv2d_fixed_padding_2 = Conv2dFixedPadding(filters, 3, 1, data_format)

    def call(self, inputs, training=False):
        shortcut = inputs
        inputs = self.batch_norm(inputs, training=training)
        inputs = tf.nn.relu(inputs)
        if self.projection:
            shortcut = self.conv2d_fixed_padding(inputs)
        inputs = self.conv2d_fixed_padding_1(inputs)
        inputs = self.batch_norm_1(inputs, training=training)
        inputs = tf.nn.relu(inputs)
        inputs = self.conv2d_fixed_padding_2(inputs)
        return inputs + shortcut


class BlockLayer(keras.layers.Layer):

    def __init__(self, filters, blocks, strides, data_format, **kwargs):
        super().__init__(**kwargs)
        self.building_block = BuildingBlock(filters, True, strides, data_format=data_format)
        self.building_blocks = [
            BuildingBlock(filters, False, 1, data_format=data_format)
            for _ in range(1, blocks)
        ]

    def call(self, inputs, training=False):
        # Only the first block uses a projection.
        inputs = self.building_block(inputs, training=training)
        for building_block in self.building_blocks:
            inputs = building_block(inputs, training=training)
        return inputs


class Model(keras.layers.Layer):
    """Base class for building the Resnet Model.

    Creates a model for classifying an image.

    Args:
      num_filters: The number of filters of the first block.
      block_sizes: the number of layers in each block.

    Add operations to classify a batch of input images.
    """

    def __init__(self, num_filters, block_sizes, block_strides, num_classes, data_format=None, **kwargs):
        super().__init__(**kwargs)
        data_format = data_format or 'channels_last'
        self.conv2d_fixed_padding = Conv2dFixedPadding(num_filters, 3, 1, data_format)
        self.block_layers = []
        for i, num_blocks in enumerate(block_sizes):
            num_filters_ = num_filters * (2 ** i)
            self.block_layers.append(
                BlockLayer(num_filters_, num_blocks, block_strides[i], data_format=data_format))
        self.batch_norm = BatchNorm(data_format)
        self.dense = keras.layers.Dense(units=num_classes)

    def call(self, inputs, training=False):
        inputs = self.conv2d_fixed_padding(inputs)
        for block in self.block_layers:
            inputs = block(inputs, training=training)
        inputs = self.batch_norm(inputs, training=training)
        inputs = tf.nn.relu(inputs)
        inputs = tf.reduce_mean(inputs, [1, 2])
        inputs = self.dense(inputs)
        return tf.identity(inputs, 'final_dense')


class ResnetModel(keras.Model):

    def __init__(self, params, **kwargs):
        super().__init__(**kwargs)
        self.params = params
        self.model = Model(
            num_filters=params['filters'], block_sizes=params['blocks'], block_strides=[1, 2], num_classes=3)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.accuracy_metric = keras.metrics.Accuracy(name='accuracy')
        self.compile(optimizer=keras.optimizers.SGD(0.05, momentum=0.9))

    def call(self, features, training=False):
        return self.model(features, training=training)

    def predictions(self, logits):
        return {'classes': tf.argmax(logits, axis=1), 'probabilities': tf.nn.softmax(logits)}

    def loss_fn(self, labels, logits):
        cross_entropy = tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))
        l2 = self.params['decay'] * tf.add_n([tf.nn.l2_loss(v) for v in self.trainable_variables
                                              if 'batch_normalization' not in v.path])
        return cross_entropy + l2

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        logits = self(features, training=False)
        predictions = self.predictions(logits)
        loss = self.loss_fn(labels, logits)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
            self.accuracy_metric.update_state(labels, predictions['classes'])
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


def input_fn():
    random = np.random.RandomState(0)
    x = random.rand(24, 8, 8, 3).astype(np.float32)
    y = random.randint(0, 3, 24).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(8)


if __name__ == '__main__':
    classifier = ResnetModel({'filters': 4, 'blocks': [1, 2], 'decay': 1e-3})
    classifier.steps_per_execution = 20
    classifier.fit(input_fn().take(3), verbose=0)
    print(sorted({**classifier.evaluate(input_fn(), return_dict=True, verbose=0),
                  'global_step': int(classifier.optimizer.iterations)}))
