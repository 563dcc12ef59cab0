import numpy as np
import tensorflow as tf


def generator(z, reuse=None):
    with tf.variable_scope("generator", reuse=reuse):
        h = tf.layers.dense(z, 8, tf.nn.relu)
        return tf.layers.dense(h, 3)


def discriminator(x, reuse=None):
    with tf.variable_scope("discriminator", reuse=reuse):
        h = tf.layers.dense(x, 8, tf.nn.relu)
        return tf.layers.dense(h, 1)


def model_fn(features, labels, mode, params):
    fake = generator(features["z"])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"fake": fake})
    real_logits = discriminator(features["x"])
    fake_logits = discriminator(fake, reuse=True)
    d_loss = tf.reduce_mean(tf.nn.softplus(-real_logits) + tf.nn.softplus(fake_logits))
    g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logits))
    loss = d_loss + g_loss
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    g_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="generator")
    d_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="discriminator")
    g_opt = tf.train.AdamOptimizer(1e-3, beta1=0.5)
    d_opt = tf.train.AdamOptimizer(1e-3, beta1=0.5)
    step = tf.train.get_or_create_global_step()
    d_train = d_opt.minimize(d_loss, var_list=d_vars)
    with tf.control_dependencies([d_train]):
        fresh = tf.reduce_mean(tf.nn.softplus(-discriminator(generator(features["z"], reuse=True), reuse=True)))
        train_op = g_opt.minimize(fresh, global_step=step, var_list=g_vars)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
