'''1-D GAN: discriminator twice in one scope with reuse_variables, several D steps per step.'''
import numpy as np
import tensorflow as tf


def linear(input, output_dim, scope=None, stddev=1.0):
    with tf.variable_scope(scope or 'linear'):
        w = tf.get_variable(
            'w',
            [input.get_shape()[1], output_dim],
            initializer=tf.random_normal_initializer(stddev=stddev)
        )
        b = tf.get_variable(
            'b',
            [output_dim],
            initializer=tf.constant_initializer(0.0)
        )
        return tf.matmul(input, w) + b


def generator(input, h_dim):
    h0 = tf.nn.softplus(linear(input, h_dim, 'g0'))
    h1 = linear(h0, 1, 'g1')
    return h1


def discriminator(input, h_dim):
    h0 = tf.nn.relu(linear(input, h_dim * 2, 'd0'))
    h1 = tf.nn.relu(linear(h0, h_dim * 2, 'd1'))
    h2 = tf.sigmoid(linear(h1, 1, scope='d2'))
    return h2


def log(x):
    return tf.log(tf.maximum(x, 1e-5))


def optimizer(loss, var_list, step=None):
    learning_rate = 0.001
    return tf.train.AdamOptimizer(learning_rate).minimize(
        loss,
        global_step=step,
        var_list=var_list
    )


def model_fn(features, labels, mode, params):
    with tf.variable_scope('G'):
        G = generator(features['z'], params['hidden_size'])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'sample': G})

    # The discriminator tries to tell the difference between samples from the
    # true data distribution (self.x) and the generated samples (self.z).
    with tf.variable_scope('D') as scope:
        D1 = discriminator(features['x'], params['hidden_size'])
        scope.reuse_variables()
        D2 = discriminator(G, params['hidden_size'])

    # Define the loss for discriminator and generator networks
    loss_d = tf.reduce_mean(-log(D1) - log(1 - D2))
    loss_g = tf.reduce_mean(-log(D2))

    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss_d, eval_metric_ops={'loss_g': tf.metrics.mean(loss_g)})

    vars = tf.trainable_variables()
    d_params = [v for v in vars if v.name.startswith('D/')]
    g_params = [v for v in vars if v.name.startswith('G/')]

    opt_d = optimizer(loss_d, d_params)
    opt_g = optimizer(loss_g, g_params, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss_d, train_op=tf.group(opt_d, opt_g))


def input_fn(n):
    rng = np.random.RandomState(42)
    x = np.sort(rng.normal(4, 0.5, (n, 1)).astype(np.float32), axis=0)
    z = np.linspace(-8, 8, n).astype(np.float32)[:, None]
    return tf.data.Dataset.from_tensor_slices({'x': x, 'z': z}).batch(8)


if __name__ == '__main__':
    gan = tf.estimator.Estimator(model_fn, params={'hidden_size': 4})
    gan.train(lambda: input_fn(200))
    print(gan.evaluate(lambda: input_fn(40)))
