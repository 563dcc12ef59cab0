"""tf.contrib.layers for graphs against TF1: names and order of the variables, collections, values, gradients."""
import pytest

from migrator.support import contrib_graph_layers
from support.graph_programs import assert_same, contents_here, contents_in_tf1

PROGRAMS = {
    "fully connected": "out = layers.fully_connected(layers.fully_connected(vectors, 5), 3, activation_fn=None, scope='logits')",
    "reuse": """
def net(x, reuse=None):
    with tf.variable_scope('net', reuse=reuse):
        return layers.fully_connected(x, 4, weights_regularizer=lambda w: 0.1 * tf.nn.l2_loss(w))
out = [net(vectors), net(2 * vectors, True)]""",
    "no bias, normalized": """
out = layers.fully_connected(vectors, 5, normalizer_fn=layers.batch_norm, normalizer_params={'decay': 0.9, 'scale': True},
                             biases_initializer=None)""",
    "linear": "out = layers.linear(sequences, 3)",
    "conv2d": "out = layers.conv2d(layers.conv2d(images, 4, 3, rate=2), 3, [3, 2], 2, 'VALID', activation_fn=None)",
    "conv1d and 3d": "out = [layers.conv1d(sequences, 3, 2), layers.conv3d(volumes, 2, 2, stride=2, scope='three')]",
    "normalized conv2d": "out = layers.conv2d(images, 4, 3, normalizer_fn=layers.batch_norm)",
    "transposed": "out = layers.conv2d_transpose(images, 4, 3, 2)",
    "separable": """
out = [layers.separable_conv2d(images, 4, 3, depth_multiplier=2),
       layers.separable_conv2d(images, None, 3, depth_multiplier=2, stride=2)]""",
    "pooling": """
w = tf.get_variable('w', [3])
out = [layers.max_pool2d(images * w, 2), layers.avg_pool2d(images * w, [3, 2], stride=1, padding='SAME'),
       layers.flatten(images * w), layers.dropout(images * w, 1.0), layers.dropout(images * w, 0.5, is_training=False)]""",
    "batch norm of vectors": "out = layers.batch_norm(vectors, decay=0.9)",
    "batch norm of sequences": "out = layers.batch_norm(sequences, decay=0.9, scale=True)",
    "batch norm, not training": "out = layers.batch_norm(images, is_training=False, scale=True, scope='bn')",
    "batch norm, updates in place": "out = layers.batch_norm(images, updates_collections=None, center=False)",
    "batch norm, not fused": "out = layers.batch_norm(images, fused=False, param_initializers={'beta': tf.ones_initializer()})",
    "training is a tensor": "out = layers.batch_norm(vectors, is_training=tf.reduce_sum(vectors) < 1e9, activation_fn=tf.nn.relu)",
    "layer norm": "out = [layers.layer_norm(sequences), layers.layer_norm(images, begin_norm_axis=-1, center=False)]",
    "embed sequence": "out = layers.embed_sequence(tf.cast(tf.abs(vectors), tf.int32), 9, 4)",
    "one hot": """
w = tf.get_variable('w', [1])
out = layers.one_hot_encoding(tf.cast(tf.abs(vectors), tf.int32), 5) * w""",
    "stack and repeat": """
out = [layers.stack(vectors, layers.fully_connected, [5, 4, 3]), layers.stack(vectors, layers.fully_connected, [5, 4], scope='s'),
       layers.repeat(images, 2, layers.conv2d, 4, [3, 3], scope='conv1'), layers.repeat(vectors, 2, layers.fully_connected, 4)]""",
    "arg scope": """
with arg_scope([layers.fully_connected, layers.conv2d], activation_fn=tf.nn.tanh, weights_regularizer=lambda w: tf.nn.l2_loss(w)):
    with arg_scope([layers.conv2d], padding='VALID', normalizer_fn=layers.batch_norm) as sc:
        a = layers.conv2d(images, 4, 3)
    b = layers.conv2d(images, 4, 3, activation_fn=None)
    c = layers.fully_connected(vectors, 3)
with arg_scope(sc):
    d = layers.conv2d(images, 2, 3, scope='again')
out = [a, b, c, d, layers.conv2d(images, 2, 3)]""",
    "a function of the program in an arg scope": """
@add_arg_scope
def block(x, units=2, factor=1.0):
    return factor * layers.fully_connected(x, units)
with arg_scope([block], factor=3.0):
    out = block(vectors, 4)""",
    "optimize_loss": """
w = tf.get_variable('w', [6])
loss = tf.reduce_sum(tf.square(vectors * w))
step = tf.train.get_or_create_global_step()
out = layers.optimize_loss(loss, step, 0.01, 'Adam', clip_gradients=1.0,
                           learning_rate_decay_fn=lambda rate, step: tf.train.exponential_decay(rate, step, 10, 0.5))
tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, out.op)""",
    "optimize_loss with multipliers": """
layers.batch_norm(vectors)
w = tf.get_variable('w', [6])
out = layers.optimize_loss(tf.reduce_sum(tf.square(vectors * w)), None, 0.1, tf.train.GradientDescentOptimizer,
                           gradient_multipliers={'w:0': 0.5}, name='train')""",
}
NAMES = {"conv1d": "convolution1d", "conv2d": "convolution2d", "conv3d": "convolution3d",
         "conv2d_transpose": "convolution2d_transpose", "separable_conv2d": "separable_convolution2d",
         "dropout": "contrib_dropout", "flatten": "contrib_flatten"}
SCOPES = "add_arg_scope, arg_scope = tf.contrib.framework.add_arg_scope, tf.contrib.framework.arg_scope\n"


class Namespace:
    """The support definitions under the names that they have in tf.contrib.layers."""

    def __getattr__(self, name):
        return getattr(contrib_graph_layers, NAMES.get(name, name))


@pytest.mark.parametrize("name", PROGRAMS)
def test_graph(tf115, name):
    expected = contents_in_tf1(tf115, SCOPES + PROGRAMS[name], "tf.contrib.layers")
    here = "add_arg_scope, arg_scope = layers.add_arg_scope, layers.arg_scope\n" + PROGRAMS[name]
    assert_same(contents_here(here, Namespace()), expected)
