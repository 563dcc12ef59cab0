"""Gradients that control dependencies put behind the update of other weights are said."""
import pytest

from migrator import migrate_source

PROGRAM = """\
import tensorflow as tf


def model_fn(features, labels, mode):
    with tf.variable_scope("generator"):
        fake = tf.layers.dense(features["z"], 2)
    with tf.variable_scope("discriminator"):
        logits = tf.layers.dense(fake, 1)
    loss = tf.reduce_mean(tf.square(logits))
    d_vars = tf.trainable_variables("discriminator")
    g_vars = tf.trainable_variables("generator")
    d_opt = tf.train.GradientDescentOptimizer(0.1)
    g_opt = tf.train.GradientDescentOptimizer(0.1)
    d_train = d_opt.minimize(-loss, var_list=d_vars)
    {}
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
"""
G_TRAIN = "g_opt.minimize(loss, tf.train.get_global_step(), var_list=g_vars)"


@pytest.mark.parametrize("training, lines", [
    (f"with tf.control_dependencies([d_train]):\n        train_op = {G_TRAIN}", [16]),
    ("clip = [v.assign(tf.clip_by_value(v, -1., 1.)) for v in d_vars]\n"
     f"    with tf.control_dependencies(clip):\n        train_op = {G_TRAIN}", [17]),
    ("with tf.control_dependencies([d_train]):\n        with tf.variable_scope('discriminator', reuse=True):\n"
     "            again = tf.layers.dense(fake, 1)\n        loss = tf.reduce_mean(tf.square(again))\n"
     f"        train_op = {G_TRAIN}", []),
    (f"train_op = tf.group(d_train, {G_TRAIN})", []),
    (f"with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):\n        train_op = {G_TRAIN}", []),
])
def test_is_said(training, lines):
    result = migrate_source(PROGRAM.format(training).encode())
    assert [finding.line for finding in result.findings if finding.code == "MIG220"] == lines
