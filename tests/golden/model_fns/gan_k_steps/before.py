"""GAN with k discriminator updates per train step, each on its own slice of noise."""
import numpy as np
import tensorflow as tf

ModeKeys = tf.estimator.ModeKeys


def gen(z):
    with tf.variable_scope('generator', reuse=tf.AUTO_REUSE):
        h = tf.layers.dense(z, 10, activation=tf.nn.relu, name='fc1')
        return tf.layers.dense(h, 3, name='fc2')


def disc(x):
    with tf.variable_scope('discriminator', reuse=tf.AUTO_REUSE):
        h = tf.layers.dense(x, 10, activation=tf.nn.leaky_relu, name='fc1')
        return tf.layers.dense(h, 1, name='fc2')


def bce(logits, target):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(
        logits=logits, labels=tf.fill(tf.shape(logits), target)))


def model_fn(features, labels, mode, params):
    z, x = features['z'], features['x']
    sample = gen(z)
    if mode == ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'sample': sample})

    d_loss = bce(disc(x), 0.9) + bce(disc(sample), 0.)
    g_loss = bce(disc(sample), 1.)
    if mode == ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=d_loss, eval_metric_ops={'g_loss': tf.metrics.mean(g_loss)})

    g_vars = tf.trainable_variables('generator')
    d_vars = tf.trainable_variables('discriminator')
    d_opt = tf.train.GradientDescentOptimizer(params['lr'])
    g_opt = tf.train.AdamOptimizer(params['lr'])

    step = tf.train.get_global_step()
    turn = tf.cast(tf.mod(step, params['k'] + 1), tf.int32)
    d_train = lambda: d_opt.minimize(d_loss, global_step=step, var_list=d_vars)
    g_train = lambda: g_opt.minimize(g_loss, global_step=step, var_list=g_vars)
    train_op = tf.cond(tf.less(turn, params['k']), d_train, g_train)
    return tf.estimator.EstimatorSpec(mode, loss=d_loss, train_op=train_op)


def input_fn(n):
    rng = np.random.RandomState(0)
    return tf.data.Dataset.from_tensor_slices({
        'x': rng.normal(1, .5, (n, 3)).astype(np.float32),
        'z': rng.uniform(-1, 1, (n, 2)).astype(np.float32)}).batch(10)


if __name__ == '__main__':
    est = tf.estimator.Estimator(model_fn, params={'k': 2, 'lr': 0.02})
    est.train(lambda: input_fn(240))
    print(est.evaluate(lambda: input_fn(30)))
