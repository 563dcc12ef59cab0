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
    train_op = tf.train.AdamOptimizer(params['lr']).minimize(d_loss + g_loss, step)
    return tf.estimator.EstimatorSpec(mode, loss=d_loss, train_op=train_op)
