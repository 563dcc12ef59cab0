import tensorflow as tf


def encoder(x, latent):
    with tf.variable_scope('encoder'):
        h = tf.layers.dense(x, 16, activation=tf.nn.elu)
        return tf.layers.dense(h, latent)


def decoder(z, n_out):
    with tf.variable_scope('decoder'):
        h = tf.layers.dense(z, 16, activation=tf.nn.elu)
        return tf.layers.dense(h, n_out)


def model_fn(features, labels, mode, params):
    x = features['x']
    # As many outputs as inputs.
    n_out = x.get_shape().as_list()[-1]
    reconstruction = decoder(encoder(x, params['latent']), n_out)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=reconstruction)
    loss = tf.losses.mean_squared_error(x, reconstruction)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn, params={'latent': 3})
