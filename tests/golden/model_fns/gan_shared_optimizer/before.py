"""Both networks have one optimizer, which keeps nothing between its updates."""
import numpy as np
import tensorflow as tf


def generator(z):
    with tf.variable_scope('generator'):
        h = tf.layers.dense(z, 8, tf.nn.relu)
        return tf.layers.dense(h, 3)


def discriminator(x, scope='discriminator', reuse=False):
    with tf.variable_scope(scope, reuse=reuse):
        h = tf.layers.dense(x, 8, tf.nn.leaky_relu)
        return tf.layers.dense(h, 1)


def model_fn(features, labels, mode, params):
    fake = generator(features['z'])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=fake)
    real_logits = discriminator(features['x'])
    fake_logits = discriminator(fake, reuse=True)
    d_loss = tf.reduce_mean(tf.nn.softplus(-real_logits) + tf.nn.softplus(fake_logits))
    g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logits))
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=d_loss)
    step = tf.train.get_global_step()
    optimizer = tf.train.GradientDescentOptimizer(params['lr'])
    d_train = optimizer.minimize(d_loss, var_list=tf.trainable_variables('discriminator'))
    g_train = optimizer.minimize(g_loss, step, var_list=tf.trainable_variables('generator'))
    train_op = tf.group(d_train, g_train)
    return tf.estimator.EstimatorSpec(mode, loss=d_loss, train_op=train_op)


def input_fn():
    rng = np.random.RandomState(0)
    return tf.data.Dataset.from_tensor_slices({
        'x': rng.normal(size=(200, 3)).astype(np.float32),
        'z': rng.normal(size=(200, 2)).astype(np.float32)}).batch(8)


if __name__ == '__main__':
    gan = tf.estimator.Estimator(model_fn, params={'lr': 0.01})
    gan.train(input_fn)
    print(gan.evaluate(input_fn))
