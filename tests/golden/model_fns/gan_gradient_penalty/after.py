import numpy as np
import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def generator(z, reuse=None):
    with tf.compat.v1.variable_scope("generator", reuse=reuse):
        h = dense(z, 8, tf.nn.relu)
        return dense(h, 3)


def discriminator(x, reuse=None):
    with tf.compat.v1.variable_scope("discriminator", reuse=reuse):
        h = dense(x, 8, tf.nn.relu)
        return dense(h, 1)


def model_fn(features, labels, mode, params):
    fake = generator(features["z"])
    if mode == "infer":
        return EstimatorSpec(mode, predictions={"fake": fake})
    real_logits = discriminator(features["x"])
    fake_logits = discriminator(fake, reuse=True)
    d_loss = tf.reduce_mean(tf.nn.softplus(-real_logits) + tf.nn.softplus(fake_logits))
    g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logits))
    loss = d_loss + g_loss
    if mode == "eval":
        return EstimatorSpec(mode, loss=loss)
    mixed = 0.5 * features["x"] + 0.5 * fake
    grads = tf.compat.v1.gradients(discriminator(mixed, reuse=True), [mixed])[0]
    slopes = tf.sqrt(tf.reduce_sum(tf.square(grads), axis=1) + 1e-8)
    d_loss += 10.0 * tf.reduce_mean((slopes - 1.0) ** 2)
    g_vars = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.TRAINABLE_VARIABLES, scope="generator")
    d_vars = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.TRAINABLE_VARIABLES, scope="discriminator")
    g_opt = tf.compat.v1.train.AdamOptimizer(1e-3, beta1=0.5)
    d_opt = tf.compat.v1.train.AdamOptimizer(1e-3, beta1=0.5)
    step = tf.compat.v1.train.get_or_create_global_step()
    train_op = tf.group(d_opt.minimize(d_loss, var_list=d_vars), g_opt.minimize(g_loss, global_step=step, var_list=g_vars))
    return EstimatorSpec(mode, loss=loss, train_op=train_op)
