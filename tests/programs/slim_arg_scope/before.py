"""A small image net written with slim: arg scopes, end points, normalizers, regularization losses."""
import numpy as np
import tensorflow as tf
from tensorflow.contrib import slim


def fixed(shape, dtype=tf.float32, partition_info=None):
    count = int(np.prod(shape))
    return tf.constant((np.sin(np.arange(count) * 2.3) * 0.4).reshape(shape), dtype=dtype)


def net_arg_scope(is_training=True, weight_decay=0.001):
    batch_norm_params = {
        'is_training': is_training,
        'decay': 0.8,
        'epsilon': 1e-4,
        'scale': True,
    }
    with slim.arg_scope([slim.conv2d, slim.fully_connected],
                        weights_initializer=fixed,
                        weights_regularizer=slim.l2_regularizer(weight_decay),
                        activation_fn=tf.nn.relu):
        with slim.arg_scope([slim.conv2d], normalizer_fn=slim.batch_norm, normalizer_params=batch_norm_params):
            with slim.arg_scope([slim.max_pool2d], padding='SAME') as arg_sc:
                return arg_sc


@slim.add_arg_scope
def residual(inputs, depth, stride=1, scope=None):
    with tf.variable_scope(scope, 'residual', [inputs]):
        shortcut = slim.conv2d(inputs, depth, [1, 1], stride=stride, activation_fn=None, scope='shortcut')
        net = slim.conv2d(inputs, depth, [3, 3], stride=stride, scope='conv1')
        net = slim.conv2d(net, depth, [3, 3], activation_fn=None, scope='conv2')
        return tf.nn.relu(shortcut + net)


def small_net(images, num_classes, is_training):
    with tf.variable_scope('SmallNet'):
        with slim.arg_scope(net_arg_scope(is_training)):
            net = slim.conv2d(images, 4, [3, 3], scope='conv0')
            net = slim.max_pool2d(net, [2, 2], scope='pool0')
            with slim.arg_scope([residual], stride=2):
                net = residual(net, 6, scope='block1')
            net = tf.reduce_mean(net, [1, 2], name='global_pool')
            net = slim.dropout(net, 1.0, is_training=is_training)
            return slim.fully_connected(net, num_classes, activation_fn=None, scope='logits')


def model_fn(features, labels, mode):
    logits = small_net(features, 3, mode == tf.estimator.ModeKeys.TRAIN)
    predictions = {'classes': tf.argmax(logits, 1), 'probabilities': tf.nn.softmax(logits)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    tf.losses.sparse_softmax_cross_entropy(labels, logits)
    loss = tf.losses.get_total_loss()
    optimizer = tf.train.MomentumOptimizer(0.05, 0.9)
    train_op = None
    if mode == tf.estimator.ModeKeys.TRAIN:
        update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies(update_ops):
            train_op = optimizer.minimize(loss, global_step=tf.train.get_or_create_global_step())
    return tf.estimator.EstimatorSpec(mode, predictions, loss, train_op, {
        'accuracy': tf.metrics.accuracy(labels, predictions['classes'])})


def images(count, seed):
    random = np.random.RandomState(seed)
    labels = random.randint(3, size=count)
    ramp = np.linspace(0, 1, 8)[None, :, None, None] * labels[:, None, None, None]
    return np.float32(ramp + random.normal(scale=0.2, size=(count, 8, 8, 2))), np.int64(labels)


if __name__ == '__main__':
    train, test = images(60, 0), images(30, 1)
    estimator = tf.estimator.Estimator(model_fn)
    estimator.train(lambda: tf.data.Dataset.from_tensor_slices(train).repeat().batch(12), steps=15)
    metrics = estimator.evaluate(lambda: tf.data.Dataset.from_tensor_slices(test).batch(10))
    print({key: round(float(value), 4) for key, value in sorted(metrics.items())})
    for row in estimator.predict(lambda: tf.data.Dataset.from_tensor_slices(test[0][:3]).batch(3)):
        print(row['classes'], np.round(row['probabilities'], 3))
