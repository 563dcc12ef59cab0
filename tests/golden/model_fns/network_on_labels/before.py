# conditional GAN; features are noise, labels are (real data, class)
import numpy as np
import tensorflow as tf
from tensorflow import layers


def generator(z, y):
    with tf.variable_scope('gen'):
        h = tf.concat([z, y], 1)
        h = layers.dense(h, 8, activation=None)
        h = layers.batch_normalization(h, training=True)
        h = tf.nn.relu(h)
        return layers.dense(h, 3, activation=tf.nn.sigmoid)


def discriminator(x, y, reuse):
    with tf.variable_scope('dis', reuse=reuse):
        h = tf.concat(values=[x, y], axis=1)
        h = layers.dense(h, 8, activation=tf.nn.relu)
        return layers.dense(h, 1)


def cgan_fn(features, labels, mode, params):
    y = tf.one_hot(features['y'], params['n_classes'])
    fake = generator(features['z'], y)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'x': fake})

    d_real = discriminator(labels, y, reuse=False)
    d_fake = discriminator(fake, y, reuse=True)

    # losses (least squares)
    d_loss = 0.5 * (tf.reduce_mean(tf.square(d_real - 1)) + tf.reduce_mean(tf.square(d_fake)))
    g_loss = 0.5 * tf.reduce_mean(tf.square(d_fake - 1))

    tf.summary.scalar('d_loss', d_loss)
    tf.summary.scalar('g_loss', g_loss)

    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=d_loss + g_loss)

    dis_vars = [v for v in tf.trainable_variables() if v.name.startswith('dis')]
    gen_vars = [v for v in tf.trainable_variables() if v.name.startswith('gen')]
    gs = tf.train.get_or_create_global_step()
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope='gen')):
        g_op = tf.train.AdamOptimizer(params['lr']).minimize(g_loss, var_list=gen_vars)
    d_op = tf.train.AdamOptimizer(params['lr']).minimize(d_loss, var_list=dis_vars)
    with tf.control_dependencies([g_op, d_op]):
        train_op = tf.assign_add(gs, 1)
    return tf.estimator.EstimatorSpec(mode, loss=d_loss + g_loss, train_op=train_op)


def input_fn(n):
    r = np.random.RandomState(1)
    y = r.randint(0, 3, n)
    x = np.eye(3)[y] * 0.5 + r.uniform(0, 0.4, (n, 3))
    z = r.uniform(-1, 1, (n, 2))
    return tf.data.Dataset.from_tensor_slices(
        ({'z': z.astype('float32'), 'y': y.astype('int32')}, x.astype('float32'))).batch(16)


est = tf.estimator.Estimator(cgan_fn, params=dict(n_classes=3, lr=0.01))
est.train(lambda: input_fn(320))
print(est.evaluate(lambda: input_fn(64)))
