"""The losses of `tf.contrib.gan`: functions of a `GANModel`, for graphs."""
import functools
import inspect

import tensorflow as tf

LOSSES = tf.compat.v1.GraphKeys.LOSSES
MEAN = tf.compat.v1.losses.Reduction.SUM_BY_NONZERO_WEIGHTS


def of_gan_model(loss):
    """Makes a loss of outputs one of a model, which has the arguments of the names of its fields."""
    taken = inspect.signature(loss).parameters

    @functools.wraps(loss)
    def of_model(gan_model, **kwargs):
        given = {name: value for name, value in gan_model._asdict().items() if name in taken and value is not None}
        twice = sorted(given.keys() & kwargs.keys())
        if twice:
            raise ValueError(f"The following args are present in both the tuple and keyword args for {loss.__name__}: {twice}")
        return loss(**given, **kwargs)

    return of_model


def weighted_gan_loss(losses, weights, loss_collection, reduction):
    """Returns the weighted loss of what each output loses."""
    return tf.compat.v1.losses.compute_weighted_loss(losses, weights, loss_collection=loss_collection, reduction=reduction)


def discriminator_loss(on_real, real_weights, on_generated, generated_weights, loss_collection, reduction):
    """Returns the sum of what a discriminator loses on real and on generated data."""
    on_real.shape.assert_is_compatible_with(on_generated.shape)
    loss = weighted_gan_loss(on_generated, generated_weights, None, reduction) + weighted_gan_loss(
        on_real, real_weights, None, reduction)
    tf.compat.v1.losses.add_loss(loss, loss_collection)
    return loss


def smoothed_cross_entropy(label, logits, label_smoothing=0.0):
    """Returns the cross entropy of each of some logits with a label that all have."""
    labels = tf.fill(tf.shape(logits), tf.cast(label * (1 - label_smoothing) + 0.5 * label_smoothing, logits.dtype))
    return tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)


@of_gan_model
def wasserstein_generator_loss(
    discriminator_gen_outputs, weights=1.0, scope=None, loss_collection=LOSSES, reduction=MEAN, add_summaries=False,
):
    outputs = tf.cast(discriminator_gen_outputs, tf.float32)
    return weighted_gan_loss(-outputs, weights, loss_collection, reduction)


@of_gan_model
def wasserstein_discriminator_loss(
    discriminator_real_outputs, discriminator_gen_outputs, real_weights=1.0, generated_weights=1.0, scope=None,
    loss_collection=LOSSES, reduction=MEAN, add_summaries=False,
):
    real, generated = tf.cast(discriminator_real_outputs, tf.float32), tf.cast(discriminator_gen_outputs, tf.float32)
    return discriminator_loss(-real, real_weights, generated, generated_weights, loss_collection, reduction)


wasserstein_hinge_generator_loss = wasserstein_generator_loss


@of_gan_model
def wasserstein_hinge_discriminator_loss(
    discriminator_real_outputs, discriminator_gen_outputs, real_weights=1.0, generated_weights=1.0, real_hinge=1.0,
    generated_hinge=1.0, scope=None, loss_collection=LOSSES, reduction=MEAN, add_summaries=False,
):
    real, generated = tf.cast(discriminator_real_outputs, tf.float32), tf.cast(discriminator_gen_outputs, tf.float32)
    return discriminator_loss(tf.nn.relu(real_hinge - real), real_weights, tf.nn.relu(generated_hinge + generated),
                              generated_weights, loss_collection, reduction)


@of_gan_model
def minimax_discriminator_loss(
    discriminator_real_outputs, discriminator_gen_outputs, label_smoothing=0.25, real_weights=1.0, generated_weights=1.0,
    scope=None, loss_collection=LOSSES, reduction=MEAN, add_summaries=False,
):
    on_real = smoothed_cross_entropy(1.0, discriminator_real_outputs, label_smoothing)
    on_generated = smoothed_cross_entropy(0.0, discriminator_gen_outputs)
    return discriminator_loss(on_real, real_weights, on_generated, generated_weights, loss_collection, reduction)


modified_discriminator_loss = minimax_discriminator_loss


@of_gan_model
def minimax_generator_loss(
    discriminator_gen_outputs, label_smoothing=0.0, weights=1.0, scope=None, loss_collection=LOSSES, reduction=MEAN,
    add_summaries=False,
):
    on_ones = smoothed_cross_entropy(1.0, tf.ones_like(discriminator_gen_outputs), label_smoothing)
    on_generated = smoothed_cross_entropy(0.0, discriminator_gen_outputs)
    return -discriminator_loss(on_ones, weights, on_generated, weights, loss_collection, reduction)


@of_gan_model
def modified_generator_loss(
    discriminator_gen_outputs, label_smoothing=0.0, weights=1.0, scope=None, loss_collection=LOSSES, reduction=MEAN,
    add_summaries=False,
):
    losses = smoothed_cross_entropy(1.0, discriminator_gen_outputs, label_smoothing)
    return weighted_gan_loss(losses, weights, loss_collection, reduction)


@of_gan_model
def least_squares_generator_loss(
    discriminator_gen_outputs, real_label=1, weights=1.0, scope=None, loss_collection=LOSSES, reduction=MEAN,
    add_summaries=False,
):
    outputs = tf.cast(discriminator_gen_outputs, tf.float32)
    return weighted_gan_loss(tf.math.squared_difference(outputs, real_label) / 2.0, weights, loss_collection, reduction)


@of_gan_model
def least_squares_discriminator_loss(
    discriminator_real_outputs, discriminator_gen_outputs, real_label=1, fake_label=0, real_weights=1.0,
    generated_weights=1.0, scope=None, loss_collection=LOSSES, reduction=MEAN, add_summaries=False,
):
    real, generated = tf.cast(discriminator_real_outputs, tf.float32), tf.cast(discriminator_gen_outputs, tf.float32)
    on_real = tf.math.squared_difference(real, real_label) / 2.0
    on_generated = tf.math.squared_difference(generated, fake_label) / 2.0
    return discriminator_loss(on_real, real_weights, on_generated, generated_weights, loss_collection, reduction)


@of_gan_model
def wasserstein_gradient_penalty(
    real_data, generated_data, generator_inputs, discriminator_fn, discriminator_scope, epsilon=1e-10, target=1.0,
    one_sided=False, weights=1.0, scope=None, loss_collection=LOSSES, reduction=MEAN, add_summaries=False,
):
    """Penalizes slopes of the discriminator between real and generated data that differ from a target."""
    real, generated = tf.convert_to_tensor(real_data), tf.convert_to_tensor(generated_data)
    differences = generated - real
    rank = differences.shape.rank
    alpha = tf.random.uniform([tf.shape(differences)[0]] + [1] * (rank - 1))
    between = real + alpha * differences
    with tf.compat.v1.variable_scope(discriminator_scope, reuse=tf.compat.v1.AUTO_REUSE):
        outputs = discriminator_fn(between, generator_inputs)
    gradients, = tf.gradients(outputs[0] if isinstance(outputs, tuple) else outputs, between)
    slopes = tf.sqrt(tf.reduce_sum(tf.square(gradients), range(1, rank)) + epsilon)
    penalties = slopes / target - 1.0
    if one_sided:
        penalties = tf.maximum(0.0, penalties)
    return weighted_gan_loss(tf.square(penalties), weights, loss_collection, reduction)
