"""Networks picked from a dict of the module."""
import numpy as np
import tensorflow as tf


def cnn(x, params, is_training):
    """A small convnet."""
    x = tf.reshape(x, [-1, 6, 6, 1])
    x = tf.layers.conv2d(x, params['filters'], 3, activation=tf.nn.relu)
    x = tf.layers.max_pooling2d(x, 2, 2)
    x = tf.layers.flatten(x)
    x = tf.layers.dropout(x, 0.0, training=is_training)
    return tf.layers.dense(x, params['classes'])


def mlp(x, params, is_training):
    """A perceptron."""
    for units in params['hidden']:
        x = tf.layers.dense(x, units, activation=tf.nn.relu)
    x = tf.layers.batch_normalization(x, training=is_training)
    return tf.layers.dense(x, params['classes'])


def linear(x, params, is_training):
    return tf.layers.dense(x, params['classes'])


NETWORKS = {
    'cnn': cnn,
    'mlp': mlp,
    'linear': linear,
}


def get_network(name):
    if name not in NETWORKS:
        raise ValueError('unknown network %s' % name)
    return NETWORKS[name]


def model_fn(features, labels, mode, params):
    is_training = mode == tf.estimator.ModeKeys.TRAIN
    logits = get_network(params['network'])(features['x'], params, is_training)
    predictions = {'class': tf.argmax(logits, 1)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train_op = tf.train.AdamOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops={
        'accuracy': tf.metrics.accuracy(labels, predictions['class'])})


def input_fn():
    random = np.random.RandomState(0)
    x = random.rand(32, 36).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'x': x}, (x.sum(1) > 18).astype(np.int32))).repeat(2).batch(8)


if __name__ == '__main__':
    for name in ['cnn', 'mlp']:
        estimator = tf.estimator.Estimator(model_fn, params={'network': name, 'filters': 4, 'classes': 2, 'hidden': [8, 4]})
        estimator.train(input_fn)
        print(name, sorted(estimator.evaluate(input_fn)))
