"""A residual network for small images: classes, closures and flags, in the way of the official models."""
from __future__ import absolute_import, division, print_function

import numpy as np
import tensorflow as tf
from absl import app as absl_app
from absl import flags

flags.DEFINE_integer("batch_size", 16, "Batch size.")
flags.DEFINE_integer("train_epochs", 2, "Epochs.")
flags.DEFINE_integer("epochs_between_evals", 1, "Epochs between evaluations")
flags.DEFINE_enum("data_format", None, ["channels_first", "channels_last"], "format")
FLAGS = flags.FLAGS

_BATCH_NORM_DECAY = 0.9
_BATCH_NORM_EPSILON = 1e-5
NUM_IMAGES = {"train": 96, "validation": 40}


def pattern(shape, dtype=None, partition_info=None):
  n = int(np.prod(shape))
  return tf.constant(0.2 * np.sin(np.arange(n) * 0.7).reshape(shape), tf.float32)


def batch_norm(inputs, training, data_format):
  """Performs a batch normalization using a standard set of parameters."""
  return tf.layers.batch_normalization(
      inputs=inputs, axis=1 if data_format == 'channels_first' else 3,
      momentum=_BATCH_NORM_DECAY, epsilon=_BATCH_NORM_EPSILON, center=True,
      scale=True, training=training, fused=True)


def fixed_padding(inputs, kernel_size, data_format):
  pad_total = kernel_size - 1
  pad_beg = pad_total // 2
  pad_end = pad_total - pad_beg
  if data_format == 'channels_first':
    padded_inputs = tf.pad(tensor=inputs,
                           paddings=[[0, 0], [0, 0], [pad_beg, pad_end],
                                     [pad_beg, pad_end]])
  else:
    padded_inputs = tf.pad(tensor=inputs,
                           paddings=[[0, 0], [pad_beg, pad_end],
                                     [pad_beg, pad_end], [0, 0]])
  return padded_inputs


def conv2d_fixed_padding(inputs, filters, kernel_size, strides, data_format):
  """Strided 2-D convolution with explicit padding."""
  if strides > 1:
    inputs = fixed_padding(inputs, kernel_size, data_format)

  return tf.layers.conv2d(
      inputs=inputs, filters=filters, kernel_size=kernel_size, strides=strides,
      padding=('SAME' if strides == 1 else 'VALID'), use_bias=False,
      kernel_initializer=pattern,
      data_format=data_format)


def _building_block_v2(inputs, filters, training, projection_shortcut, strides,
                       data_format):
  shortcut = inputs
  inputs = batch_norm(inputs, training, data_format)
  inputs = tf.nn.relu(inputs)

  # The projection shortcut should come after the first batch norm and ReLU
  # since it performs a 1x1 convolution.
  if projection_shortcut is not None:
    shortcut = projection_shortcut(inputs)

  inputs = conv2d_fixed_padding(
      inputs=inputs, filters=filters, kernel_size=3, strides=strides,
      data_format=data_format)

  inputs = batch_norm(inputs, training, data_format)
  inputs = tf.nn.relu(inputs)
  inputs = conv2d_fixed_padding(
      inputs=inputs, filters=filters, kernel_size=3, strides=1,
      data_format=data_format)

  return inputs + shortcut


def block_layer(inputs, filters, bottleneck, block_fn, blocks, strides,
                training, name, data_format):
  """Creates one layer of blocks for the ResNet model."""
  # Bottleneck blocks end with 4x the number of filters as they start with
  filters_out = filters * 4 if bottleneck else filters

  def projection_shortcut(inputs):
    return conv2d_fixed_padding(
        inputs=inputs, filters=filters_out, kernel_size=1, strides=strides,
        data_format=data_format)

  # Only the first block per block_layer uses projection_shortcut and strides
  inputs = block_fn(inputs, filters, training, projection_shortcut, strides,
                    data_format)

  for _ in range(1, blocks):
    inputs = block_fn(inputs, filters, training, None, 1, data_format)

  return tf.identity(inputs, name)


class Model(object):
  """Base class for building the Resnet Model."""

  def __init__(self, resnet_size, bottleneck, num_classes, num_filters,
               kernel_size, conv_stride, first_pool_size, first_pool_stride,
               block_sizes, block_strides, resnet_version=2, data_format=None):
    self.resnet_size = resnet_size

    if not data_format:
      data_format = ('channels_first' if tf.test.is_gpu_available() else 'channels_last')

    self.resnet_version = resnet_version
    if resnet_version not in (1, 2):
      raise ValueError(
          'Resnet version should be 1 or 2. See README for citations.')

    self.bottleneck = bottleneck
    self.block_fn = _building_block_v2
    self.data_format = data_format
    self.num_classes = num_classes
    self.num_filters = num_filters
    self.kernel_size = kernel_size
    self.conv_stride = conv_stride
    self.first_pool_size = first_pool_size
    self.first_pool_stride = first_pool_stride
    self.block_sizes = block_sizes
    self.block_strides = block_strides
    self.pre_activation = resnet_version == 2

  def __call__(self, inputs, training):
    """Add operations to classify a batch of input images."""
    if self.data_format == 'channels_first':
      # Convert the inputs from channels_last (NHWC) to channels_first (NCHW).
      inputs = tf.transpose(a=inputs, perm=[0, 3, 1, 2])

    inputs = conv2d_fixed_padding(
        inputs=inputs, filters=self.num_filters, kernel_size=self.kernel_size,
        strides=self.conv_stride, data_format=self.data_format)
    inputs = tf.identity(inputs, 'initial_conv')

    # We do not include batch normalization or activation functions in V2
    # for the initial conv1 because the first ResNet unit will perform these
    # for both the shortcut and non-shortcut paths as part of the first
    # block's projection. Cf. Appendix of [2].
    if self.resnet_version == 1:
      inputs = batch_norm(inputs, training, self.data_format)
      inputs = tf.nn.relu(inputs)

    if self.first_pool_size:
      inputs = tf.layers.max_pooling2d(
          inputs=inputs, pool_size=self.first_pool_size,
          strides=self.first_pool_stride, padding='SAME',
          data_format=self.data_format)
      inputs = tf.identity(inputs, 'initial_max_pool')

    for i, num_blocks in enumerate(self.block_sizes):
      num_filters = self.num_filters * (2**i)
      inputs = block_layer(
          inputs=inputs, filters=num_filters, bottleneck=self.bottleneck,
          block_fn=self.block_fn, blocks=num_blocks,
          strides=self.block_strides[i], training=training,
          name='block_layer{}'.format(i + 1), data_format=self.data_format)

    # Only apply the BN and ReLU for model that does pre_activation in each
    # building/bottleneck block, eg resnet V2.
    if self.pre_activation:
      inputs = batch_norm(inputs, training, self.data_format)
      inputs = tf.nn.relu(inputs)

    # The current top layer has shape
    # `batch_size x pool_size x pool_size x final_size`.
    axes = [2, 3] if self.data_format == 'channels_first' else [1, 2]
    inputs = tf.reduce_mean(input_tensor=inputs, axis=axes, keepdims=True)
    inputs = tf.identity(inputs, 'final_reduce_mean')

    inputs = tf.squeeze(inputs, axes)
    inputs = tf.layers.dense(inputs=inputs, units=self.num_classes, kernel_initializer=pattern)
    inputs = tf.identity(inputs, 'final_dense')
    return inputs


class Cifar10Model(Model):
  """Model class with appropriate defaults for CIFAR-10 data."""

  def __init__(self, resnet_size, data_format=None, num_classes=4, resnet_version=2):
    if resnet_size % 6 != 2:
      raise ValueError('resnet_size must be 6n + 2:', resnet_size)

    num_blocks = (resnet_size - 2) // 6

    super(Cifar10Model, self).__init__(
        resnet_size=resnet_size,
        bottleneck=False,
        num_classes=num_classes,
        num_filters=4,
        kernel_size=3,
        conv_stride=1,
        first_pool_size=None,
        first_pool_stride=None,
        block_sizes=[num_blocks] * 2,
        block_strides=[1, 2],
        resnet_version=resnet_version,
        data_format=data_format)


def learning_rate_with_decay(batch_size, batch_denom, num_images, boundary_epochs, decay_rates, base_lr=0.1, warmup=False):
  initial_learning_rate = base_lr * batch_size / batch_denom
  batches_per_epoch = num_images / batch_size

  # Reduce the learning rate at certain epochs.
  boundaries = [int(batches_per_epoch * epoch) for epoch in boundary_epochs]
  vals = [initial_learning_rate * decay for decay in decay_rates]

  def learning_rate_fn(global_step):
    """Builds scaled learning rate function with 5 epoch warm up."""
    lr = tf.train.piecewise_constant(global_step, boundaries, vals)
    if warmup:
      warmup_steps = int(batches_per_epoch * 0.5)
      warmup_lr = (
          initial_learning_rate * tf.cast(global_step, tf.float32) / tf.cast(
              warmup_steps, tf.float32))
      return tf.cond(pred=global_step < warmup_steps,
                     true_fn=lambda: warmup_lr,
                     false_fn=lambda: lr)
    return lr

  return learning_rate_fn


def resnet_model_fn(features, labels, mode, model_class,
                    resnet_size, weight_decay, learning_rate_fn, momentum,
                    data_format, resnet_version,
                    loss_filter_fn=None, fine_tune=False):
  """Shared functionality for different resnet model_fns."""
  # Generate a summary node for the images
  tf.summary.image('images', features, max_outputs=6)

  model = model_class(resnet_size, data_format, resnet_version=resnet_version)

  logits = model(features, mode == tf.estimator.ModeKeys.TRAIN)

  # This acts as a no-op if the logits are already in fp32 (provided logits are
  # not a SparseTensor).
  logits = tf.cast(logits, tf.float32)

  predictions = {
      'classes': tf.argmax(input=logits, axis=1),
      'probabilities': tf.nn.softmax(logits, name='softmax_tensor')
  }

  if mode == tf.estimator.ModeKeys.PREDICT:
    # Return the predictions and the specification for serving a SavedModel
    return tf.estimator.EstimatorSpec(
        mode=mode,
        predictions=predictions,
        export_outputs={
            'predict': tf.estimator.export.PredictOutput(predictions)
        })

  # Calculate loss, which includes softmax cross entropy and L2 regularization.
  cross_entropy = tf.losses.sparse_softmax_cross_entropy(
      logits=logits, labels=labels)

  # Create a tensor named cross_entropy for logging purposes.
  tf.identity(cross_entropy, name='cross_entropy')
  tf.summary.scalar('cross_entropy', cross_entropy)

  # If no loss_filter_fn is passed, assume we want the default behavior,
  # which is that batch_normalization variables are excluded from loss.
  def exclude_batch_norm(name):
    return 'batch_normalization' not in name
  loss_filter_fn = loss_filter_fn or exclude_batch_norm

  # Add weight decay to the loss.
  l2_loss = weight_decay * tf.add_n(
      # loss is computed using fp32 for numerical stability.
      [
          tf.nn.l2_loss(tf.cast(v, tf.float32))
          for v in tf.trainable_variables()
          if loss_filter_fn(v.name)
      ])
  tf.summary.scalar('l2_loss', l2_loss)
  loss = cross_entropy + l2_loss

  if mode == tf.estimator.ModeKeys.TRAIN:
    global_step = tf.train.get_or_create_global_step()

    learning_rate = learning_rate_fn(global_step)

    # Create a tensor named learning_rate for logging purposes
    tf.identity(learning_rate, name='learning_rate')
    tf.summary.scalar('learning_rate', learning_rate)

    optimizer = tf.train.MomentumOptimizer(
        learning_rate=learning_rate,
        momentum=momentum
    )

    def _dense_grad_filter(gvs):
      """Only apply gradient updates to the final layer."""
      return [(g, v) for g, v in gvs if 'dense' in v.name]

    grad_vars = optimizer.compute_gradients(loss)
    if fine_tune:
      grad_vars = _dense_grad_filter(grad_vars)
    minimize_op = optimizer.apply_gradients(grad_vars, global_step)

    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    train_op = tf.group(minimize_op, update_ops)
  else:
    train_op = None

  accuracy = tf.metrics.accuracy(labels, predictions['classes'])
  accuracy_top_5 = tf.metrics.mean(tf.nn.in_top_k(predictions=logits,
                                                  targets=labels,
                                                  k=2,
                                                  name='top_5_op'))
  metrics = {'accuracy': accuracy,
             'accuracy_top_5': accuracy_top_5}

  # Create a tensor named train_accuracy for logging purposes
  tf.identity(accuracy[1], name='train_accuracy')
  tf.identity(accuracy_top_5[1], name='train_accuracy_top_5')
  tf.summary.scalar('train_accuracy', accuracy[1])
  tf.summary.scalar('train_accuracy_top_5', accuracy_top_5[1])

  return tf.estimator.EstimatorSpec(
      mode=mode,
      predictions=predictions,
      loss=loss,
      train_op=train_op,
      eval_metric_ops=metrics)


def cifar10_model_fn(features, labels, mode, params):
  """Model function for CIFAR-10."""
  features = tf.reshape(features, [-1, 8, 8, 3])
  learning_rate_fn = learning_rate_with_decay(
      batch_size=params['batch_size'],
      batch_denom=16, num_images=NUM_IMAGES['train'],
      boundary_epochs=[1, 1.5], decay_rates=[1, 0.1, 0.01], warmup=True)

  # Weight decay of 2e-4 diverges from 1e-4 decay.
  weight_decay = 2e-4

  # Empirical testing showed that including batch_normalization variables
  # in the calculation of regularized loss helped validation accuracy
  # for the CIFAR-10 dataset, perhaps because the regularization prevents
  # overfitting on the small data set. We therefore include all vars when
  # regularizing and computing loss during training.
  def loss_filter_fn(_):
    return True

  return resnet_model_fn(
      features=features,
      labels=labels,
      mode=mode,
      model_class=Cifar10Model,
      resnet_size=params['resnet_size'],
      weight_decay=weight_decay,
      learning_rate_fn=learning_rate_fn,
      momentum=0.9,
      data_format=params['data_format'],
      resnet_version=params['resnet_version'],
      loss_filter_fn=loss_filter_fn,
      fine_tune=params['fine_tune']
  )


def make_data(split):
  rng = np.random.RandomState(0 if split == "train" else 1)
  images = rng.rand(NUM_IMAGES[split], 8 * 8 * 3).astype(np.float32)
  labels = (images[:, :5].sum(1) * 7 % 4).astype(np.int32)
  return images, labels


def input_fn(is_training, batch_size, num_epochs=1):
  dataset = tf.data.Dataset.from_tensor_slices(make_data("train" if is_training else "validation"))
  dataset = dataset.prefetch(buffer_size=batch_size)
  dataset = dataset.repeat(num_epochs)
  dataset = dataset.apply(
      tf.data.experimental.map_and_batch(
          lambda image, label: (tf.subtract(image, 0.5), label),
          batch_size=batch_size,
          num_parallel_calls=1,
          drop_remainder=False))
  return dataset.prefetch(buffer_size=tf.data.experimental.AUTOTUNE)


def resnet_main(flags_obj, model_function, input_function, shape=None):
  session_config = tf.ConfigProto(
      inter_op_parallelism_threads=1,
      intra_op_parallelism_threads=1,
      allow_soft_placement=True)
  run_config = tf.estimator.RunConfig(
      session_config=session_config,
      save_checkpoints_secs=60 * 60 * 24)
  classifier = tf.estimator.Estimator(
      model_fn=model_function, config=run_config,
      params={
          'resnet_size': 14,
          'data_format': flags_obj.data_format,
          'batch_size': flags_obj.batch_size,
          'resnet_version': 2,
          'fine_tune': False
      })

  def input_fn_train(num_epochs):
    return input_function(
        is_training=True,
        batch_size=flags_obj.batch_size,
        num_epochs=num_epochs)

  def input_fn_eval():
    return input_function(
        is_training=False,
        batch_size=flags_obj.batch_size,
        num_epochs=1)

  n_loops = flags_obj.train_epochs // flags_obj.epochs_between_evals
  schedule = [flags_obj.epochs_between_evals for _ in range(int(n_loops))]
  for cycle_index, num_train_epochs in enumerate(schedule):
    tf.logging.info('Starting cycle: %d/%d', cycle_index, int(n_loops))

    if num_train_epochs:
      classifier.train(input_fn=lambda: input_fn_train(num_train_epochs), hooks=[], max_steps=None)

    tf.logging.info('Starting to evaluate.')
    eval_results = classifier.evaluate(input_fn=input_fn_eval, steps=None)
    print(sorted((k, round(float(v), 4)) for k, v in eval_results.items()))


def main(_):
  resnet_main(flags.FLAGS, cifar10_model_fn, input_fn)


if __name__ == '__main__':
  tf.logging.set_verbosity(tf.logging.ERROR)
  absl_app.run(main)
