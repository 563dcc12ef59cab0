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
    real_logits = discriminator(features['x'], 'D_real')
    fake_logits = discriminator(fake, 'D_fake')
    d_loss = tf.reduce_mean(tf.nn.softplus(-real_logits) + tf.nn.softplus(fake_logits))
    g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logits))
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=d_loss)
    step = tf.train.get_global_step()
    d_vars = tf.trainable_variables('D_')
    g_vars = tf.trainable_variables('generator')
    d_train = tf.train.AdamOptimizer(params['lr']).minimize(d_loss, var_list=d_vars)
    g_train = tf.train.AdamOptimizer(params['lr']).minimize(g_loss, step, var_list=g_vars)
    train_op = tf.group(d_train, g_train)
    return tf.estimator.EstimatorSpec(mode, loss=d_loss, train_op=train_op)
