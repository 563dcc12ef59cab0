"""tf.layers for graphs against TF1: names and order of the variables, collections, values, gradients."""
import pytest

from migrator.support import graph_layers
from support.graph_programs import assert_same, contents_here, contents_in_tf1

PROGRAMS = {
    "dense": "out = layers.dense(layers.dense(vectors, 5, activation=tf.nn.relu), 3, name='logits')",
    "same name twice": "out = layers.dense(vectors, 5, name='a') + layers.dense(vectors, 5, name='a', reuse=True)",
    "dense on sequences": "out = layers.dense(sequences, 3, use_bias=False, activation='tanh')",
    "names are numbered in scopes": """
with tf.variable_scope('first'):
    a = layers.dense(vectors, 2)
    b = layers.dense(vectors, 2)
with tf.variable_scope('second'):
    c = layers.dense(vectors, 2)
with tf.variable_scope('first', reuse=True):
    d = layers.dense(vectors, 2)
out = a + b + c + d""",
    "reuse of a scope": """
def net(x):
    with tf.variable_scope('net', reuse=tf.AUTO_REUSE):
        return layers.dense(layers.dense(x, 5), 3, name='top')
out = [net(vectors), net(2 * vectors)]""",
    "scope with an initializer and a regularizer": """
with tf.variable_scope('s', initializer=tf.constant_initializer(0.5), regularizer=lambda w: 0.1 * tf.nn.l2_loss(w)):
    out = layers.dense(vectors, 5) + layers.dense(vectors, 5, kernel_regularizer=lambda w: tf.reduce_sum(w))""",
    "regularizers": """
out = layers.dense(vectors, 5, name='a', kernel_regularizer=lambda w: tf.reduce_sum(tf.square(w)), bias_regularizer=lambda w: None,
                   activity_regularizer=lambda y: tf.reduce_sum(tf.abs(y)))
out = layers.dense(vectors, 5, name='a', reuse=True, kernel_regularizer=lambda w: tf.reduce_sum(tf.square(w)))""",
    "frozen": "out = layers.dense(layers.dense(vectors, 5), 3, trainable=False)",
    "objects": """
layer = layers.Dense(5, name='shared')
other = layers.Dense(5, name='shared')
out = [layer(vectors), layer(2 * vectors), other(vectors)]""",
    "object in other scopes": """
layer = layers.Dense(5)
with tf.variable_scope('x'):
    first = layer(vectors)
with tf.variable_scope('y'):
    out = [first, layer(vectors)]""",
    "custom getter": """
def twice(getter, name, *args, **kwargs):
    return getter(name + '_got', *args, **kwargs)
with tf.variable_scope('s', custom_getter=twice):
    out = layers.dense(vectors, 3)""",
    "conv1d": "out = layers.conv1d(sequences, 3, 2, strides=2, padding='same', activation=tf.nn.relu)",
    "conv2d": "out = layers.conv2d(layers.conv2d(images, 4, 3, padding='SAME', dilation_rate=2), 3, [3, 2], (2, 1), use_bias=False)",
    "conv3d": "out = layers.conv3d(volumes, 3, 2, kernel_regularizer=lambda w: tf.reduce_sum(w))",
    "transposed": "out = [layers.conv2d_transpose(images, 4, 3, strides=2), layers.conv2d_transpose(images, 4, 3, 2, 'same')]",
    "transposed 3d": "out = layers.conv3d_transpose(volumes, 2, 3, strides=2, padding='same', activation=tf.nn.tanh)",
    "separable": "out = [layers.separable_conv2d(images, 4, 3, depth_multiplier=2), layers.separable_conv1d(sequences, 3, 2)]",
    "pooling": """
out = [layers.max_pooling2d(images, 2, 2), layers.average_pooling2d(images, [3, 2], 2, padding='same'),
       layers.max_pooling1d(sequences, 2, 2), layers.average_pooling1d(sequences, 2, 1), layers.max_pooling3d(volumes, 2, 2),
       layers.average_pooling3d(volumes, 2, 2)]
w = tf.get_variable('w', [1])
out.append(w)""",
    "flatten": """
w = tf.get_variable('w', [3])
out = [layers.flatten(images * w), layers.flatten(vectors), layers.Flatten()(sequences)]""",
    "dropout": """
w = tf.get_variable('w', [6])
out = [layers.dropout(vectors * w, 0.4), layers.dropout(vectors * w, rate=0.0, training=True),
       layers.dropout(vectors * w, 0.4, training=tf.reduce_sum(vectors) > 1e9)]""",
    "batch normalization": "out = layers.batch_normalization(layers.dense(vectors, 3), training=True)",
    "batch normalization, not training": "out = layers.batch_normalization(layers.dense(vectors, 3))",
    "batch normalization of images": "out = layers.batch_normalization(images, training=True, momentum=0.9, scale=False, name='bn')",
    "batch normalization, not fused": "out = layers.batch_normalization(images, training=True, fused=False, epsilon=0.1, center=False)",
    "batch normalization over another axis": "out = layers.batch_normalization(sequences, axis=1, training=True)",
    "training is a tensor": """
yes = tf.reduce_sum(vectors) < 1e9
out = [layers.batch_normalization(vectors, training=yes), layers.batch_normalization(images, training=tf.logical_not(yes)),
       layers.batch_normalization(images, training=yes)]""",
    "batch normalization twice": """
with tf.variable_scope('d'):
    a = layers.batch_normalization(vectors, training=True, name='bn')
with tf.variable_scope('d', reuse=True):
    out = [a, layers.batch_normalization(2 * vectors, training=True, name='bn')]""",
    "subclass": """
class Scale(layers.Layer):
    def __init__(self, factor, **kwargs):
        super(Scale, self).__init__(**kwargs)
        self.factor = factor
    def build(self, input_shape):
        self.w = self.add_weight('w', shape=[int(input_shape[-1])], initializer=tf.ones_initializer())
        self.built = True
    def call(self, x):
        return x * self.w * self.factor
out = Scale(3.0)(vectors) + Scale(2.0, name='second')(vectors)""",
    "what a layer knows of itself": """
layer = layers.Dense(3)
y = layer.apply(vectors)
out = [y, layer.kernel, layer.bias] + layer.trainable_weights + layer.variables""",
}


class Namespace:
    """The support definitions under the names that they have in tf.layers."""

    Layer = graph_layers.GraphLayer

    def __getattr__(self, name):
        return getattr(graph_layers, name)


@pytest.mark.parametrize("name", PROGRAMS)
def test_graph(tf115, name):
    program = PROGRAMS[name]
    expected = contents_in_tf1(tf115, program, "tf.layers")
    assert_same(contents_here(program, Namespace()), expected)
