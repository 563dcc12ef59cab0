"""Official-resnet style: a class with hyperparameters and a __call__."""
import numpy as np
import tensorflow as tf


def batch_norm(inputs, training, data_format):
    """Performs a batch normalization using a standard set of parameters."""
    return tf.layers.batch_normalization(
        inputs=inputs, axis=1 if data_format == 'channels_first' else 3,
        momentum=0.9, epsilon=1e-5, center=True, scale=True, training=training, fused=True)


def fixed_padding(inputs, kernel_size, data_format):
    pad_total = kernel_size - 1
    pad_beg = pad_total // 2
    pad_end = pad_total - pad_beg
    if data_format == 'channels_first':
        return tf.pad(inputs, [[0, 0], [0, 0], [pad_beg, pad_end], [pad_beg, pad_end]])
    return tf.pad(inputs, [[0, 0], [pad_beg, pad_end], [pad_beg, pad_end], [0, 0]])


def conv2d_fixed_padding(inputs, filters, kernel_size, strides, data_format):
    if strides > 1:
        inputs = fixed_padding(inputs, kernel_size, data_format)
    return tf.layers.conv2d(
        inputs=inputs, filters=filters, kernel_size=kernel_size, strides=strides,
        padding=('SAME' if strides == 1 else 'VALID'), use_bias=False,
        kernel_initializer=tf.variance_scaling_initializer(), data_format=data_format)


class Model(object):
    """Base class for building the Resnet Model."""

    def __init__(self, num_filters, block_sizes, block_strides, num_classes, data_format=None):
        """Creates a model for classifying an image.

        Args:
          num_filters: The number of filters of the first block.
          block_sizes: the number of layers in each block.
        """
        self.data_format = data_format or 'channels_last'
        self.num_filters = num_filters
        self.block_sizes = block_sizes
        self.block_strides = block_strides
        self.num_classes = num_classes

    def _building_block(self, inputs, filters, training, projection, strides):
        shortcut = inputs
        inputs = batch_norm(inputs, training, self.data_format)
        inputs = tf.nn.relu(inputs)
        if projection:
            shortcut = conv2d_fixed_padding(inputs, filters, 1, strides, self.data_format)
        inputs = conv2d_fixed_padding(inputs, filters, 3, strides, self.data_format)
        inputs = batch_norm(inputs, training, self.data_format)
        inputs = tf.nn.relu(inputs)
        inputs = conv2d_fixed_padding(inputs, filters, 3, 1, self.data_format)
        return inputs + shortcut

    def _block_layer(self, inputs, filters, blocks, strides, training):
        # Only the first block uses a projection.
        inputs = self._building_block(inputs, filters, training, True, strides)
        for _ in range(1, blocks):
            inputs = self._building_block(inputs, filters, training, False, 1)
        return inputs

    def __call__(self, inputs, training):
        """Add operations to classify a batch of input images."""
        inputs = conv2d_fixed_padding(inputs, self.num_filters, 3, 1, self.data_format)
        for i, num_blocks in enumerate(self.block_sizes):
            num_filters = self.num_filters * (2 ** i)
            inputs = self._block_layer(inputs, num_filters, num_blocks, self.block_strides[i], training)
        inputs = batch_norm(inputs, training, self.data_format)
        inputs = tf.nn.relu(inputs)
        inputs = tf.reduce_mean(inputs, [1, 2])
        inputs = tf.layers.dense(inputs=inputs, units=self.num_classes)
        return tf.identity(inputs, 'final_dense')


def resnet_model_fn(features, labels, mode, params):
    model = Model(num_filters=params['filters'], block_sizes=params['blocks'], block_strides=[1, 2], num_classes=3)
    logits = model(features, mode == tf.estimator.ModeKeys.TRAIN)
    predictions = {'classes': tf.argmax(logits, axis=1), 'probabilities': tf.nn.softmax(logits)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)
    cross_entropy = tf.losses.sparse_softmax_cross_entropy(logits=logits, labels=labels)
    l2 = params['decay'] * tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables()
                                     if 'batch_normalization' not in v.name])
    loss = cross_entropy + l2
    train_op = None
    if mode == tf.estimator.ModeKeys.TRAIN:
        optimizer = tf.train.MomentumOptimizer(0.05, 0.9)
        update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies(update_ops):
            train_op = optimizer.minimize(loss, tf.train.get_global_step())
    accuracy = tf.metrics.accuracy(labels, predictions['classes'])
    return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions, loss=loss, train_op=train_op,
                                      eval_metric_ops={'accuracy': accuracy})


def input_fn():
    random = np.random.RandomState(0)
    x = random.rand(24, 8, 8, 3).astype(np.float32)
    y = random.randint(0, 3, 24).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(8)


if __name__ == '__main__':
    classifier = tf.estimator.Estimator(resnet_model_fn, params={'filters': 4, 'blocks': [1, 2], 'decay': 1e-3})
    classifier.train(input_fn, steps=3)
    print(sorted(classifier.evaluate(input_fn)))
