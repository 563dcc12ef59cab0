"""CycleGAN on vectors: two generators, two discriminators."""
import numpy as np
import tensorflow as tf


def generator(x, name, reuse=False):
    with tf.variable_scope(name, reuse=reuse):
        h = tf.layers.dense(x, 8, tf.nn.relu, name='h')
        return tf.layers.dense(h, 4, name='out')


def discriminator(x, name, reuse=False):
    with tf.variable_scope(name, reuse=reuse):
        h = tf.layers.dense(x, 8, tf.nn.leaky_relu, name='h')
        return tf.layers.dense(h, 1, name='out')


def mae(a, b):
    return tf.reduce_mean(tf.abs(a - b))


def mse(a, b):
    return tf.reduce_mean(tf.square(a - b))


def model_fn(features, labels, mode, params):
    a, b = features['a'], features['b']
    fake_b = generator(a, 'generatorA2B')
    rec_a = generator(fake_b, 'generatorB2A')
    fake_a = generator(b, 'generatorB2A', reuse=True)
    rec_b = generator(fake_a, 'generatorA2B', reuse=True)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'a': fake_a, 'b': fake_b})

    d_b_fake = discriminator(fake_b, 'discriminatorB')
    d_a_fake = discriminator(fake_a, 'discriminatorA')
    d_b_real = discriminator(b, 'discriminatorB', reuse=True)
    d_a_real = discriminator(a, 'discriminatorA', reuse=True)

    cycle = params['lambda'] * (mae(a, rec_a) + mae(b, rec_b))
    g_loss = mse(d_b_fake, tf.ones_like(d_b_fake)) + mse(d_a_fake, tf.ones_like(d_a_fake)) + cycle
    d_loss = (mse(d_b_real, tf.ones_like(d_b_real)) + mse(d_b_fake, tf.zeros_like(d_b_fake))
              + mse(d_a_real, tf.ones_like(d_a_real)) + mse(d_a_fake, tf.zeros_like(d_a_fake))) / 2

    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=g_loss, eval_metric_ops={'cycle': tf.metrics.mean(cycle)})

    t_vars = tf.trainable_variables()
    d_vars = [var for var in t_vars if 'discriminator' in var.name]
    g_vars = [var for var in t_vars if 'generator' in var.name]
    for var in t_vars:
        print(var.name)

    step = tf.train.get_global_step()
    lr = tf.train.polynomial_decay(params['lr'], step, 100, 0.0)
    d_optim = tf.train.AdamOptimizer(lr, beta1=0.5).minimize(d_loss, var_list=d_vars)
    g_optim = tf.train.AdamOptimizer(lr, beta1=0.5).minimize(g_loss, var_list=g_vars)
    with tf.control_dependencies([g_optim, d_optim]):
        train_op = tf.assign_add(step, 1)
    return tf.estimator.EstimatorSpec(mode, loss=g_loss, train_op=train_op)


def input_fn(n=200):
    rng = np.random.RandomState(4)
    a = rng.normal(size=(n, 4)).astype(np.float32)
    b = (rng.normal(size=(n, 4)) * [1, 2, 1, .5] + 1).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices({'a': a, 'b': b}).batch(10)


if __name__ == '__main__':
    est = tf.estimator.Estimator(model_fn, params={'lambda': 10., 'lr': 2e-3})
    est.train(input_fn)
    print(est.evaluate(input_fn))
