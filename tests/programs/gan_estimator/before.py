"""GANEstimators with slim networks, several losses and several steps of the discriminator."""
import functools

import numpy as np
import tensorflow as tf
import tensorflow_gan as tfgan

slim = tf.contrib.slim


def start(*shape):
    return tf.constant_initializer(np.linspace(-0.4, 0.5, int(np.prod(shape))).reshape(shape))


def generator(noise, mode, weight_decay=1e-3):
    with slim.arg_scope([slim.fully_connected], weights_regularizer=slim.l2_regularizer(weight_decay)):
        net = slim.fully_connected(noise, 6, weights_initializer=start(4, 6),
                                   normalizer_fn=slim.batch_norm,
                                   normalizer_params={'is_training': mode == tf.estimator.ModeKeys.TRAIN, 'decay': 0.8})
        return slim.fully_connected(net, 2, activation_fn=None, weights_initializer=start(6, 2))


def discriminator(img, unused_conditioning, weight_decay=1e-3):
    with slim.arg_scope([slim.fully_connected], activation_fn=tf.nn.leaky_relu,
                        weights_regularizer=slim.l2_regularizer(weight_decay)):
        net = slim.fully_connected(img, 5, weights_initializer=start(2, 5))
    return slim.fully_connected(net, 1, activation_fn=None, weights_initializer=start(5, 1))


def input_fn(batches, seed=0):
    rng = np.random.RandomState(seed)
    noise = rng.normal(size=(batches, 8, 4)).astype(np.float32)
    real = rng.normal(2, .5, size=(batches, 8, 2)).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices((noise, real)).make_one_shot_iterator().get_next()


def mean_of_generated(gan_model):
    return {'mean': tf.metrics.mean(gan_model.generated_data)}


def make_optimizer(rate):
    step = tf.train.get_or_create_global_step()
    return tf.train.AdamOptimizer(tf.train.exponential_decay(rate, step, 5, 0.5), beta1=0.5)


def show(title, gan):
    print(title, {k: round(float(v), 3) for k, v in sorted(gan.evaluate(lambda: input_fn(6, 1)).items())})
    for name in gan.get_variable_names():
        if name.endswith('weights'):
            print(name, gan.get_variable_value(name).sum().round(3))


losses = tfgan.losses
for title, g_loss, d_loss in [
        ('minimax', losses.minimax_generator_loss, losses.minimax_discriminator_loss),
        ('modified', losses.modified_generator_loss, losses.modified_discriminator_loss),
        ('lsq', losses.least_squares_generator_loss, losses.least_squares_discriminator_loss),
        ('hinge', losses.wasserstein_generator_loss, losses.wasserstein_hinge_discriminator_loss)]:
    gan = tfgan.estimator.GANEstimator(
        generator_fn=generator, discriminator_fn=discriminator,
        generator_loss_fn=g_loss, discriminator_loss_fn=d_loss,
        generator_optimizer=tf.train.AdamOptimizer(0.01, 0.5),
        discriminator_optimizer=tf.train.GradientDescentOptimizer(0.1),
        get_eval_metric_ops_fn=mean_of_generated)
    gan.train(lambda: input_fn(60))
    show(title, gan)

# Wasserstein: three steps of the discriminator for each of the generator
gan = tfgan.estimator.GANEstimator(
    None, generator, discriminator,
    functools.partial(losses.wasserstein_generator_loss, weights=0.5),
    losses.wasserstein_discriminator_loss,
    functools.partial(make_optimizer, 0.01), lambda: tf.train.RMSPropOptimizer(0.01),
    get_hooks_fn=tfgan.get_sequential_train_hooks(tfgan.GANTrainSteps(1, 3)),
    add_summaries=tfgan.estimator.SummaryType.VARIABLES,
    config=tf.estimator.RunConfig(tf_random_seed=3))
gan.train(lambda: input_fn(100), steps=20)
show('wasserstein', gan)
samples = list(gan.predict(lambda: tf.data.Dataset.from_tensors(np.ones((2, 4), np.float32))))
print(np.array(samples).round(3).tolist())
