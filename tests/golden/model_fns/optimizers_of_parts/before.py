import numpy as np
import tensorflow as tf


def wide_part(ids, buckets):
    with tf.variable_scope('linear'):
        weights = tf.get_variable('weights', [buckets, 1], initializer=tf.zeros_initializer())
        bias = tf.get_variable('bias', [1], initializer=tf.zeros_initializer())
        return tf.reduce_sum(tf.nn.embedding_lookup(weights, ids), axis=1) + bias


def deep_part(ids, dense, buckets, dim, hidden):
    with tf.variable_scope('dnn'):
        table = tf.get_variable('embedding', [buckets, dim], initializer=tf.random_normal_initializer(stddev=0.1))
        net = tf.concat([tf.reshape(tf.nn.embedding_lookup(table, ids), [-1, 3 * dim]), dense], axis=1)
        for units in hidden:
            net = tf.layers.dense(net, units=units, activation=tf.nn.relu)
        return tf.layers.dense(net, units=1)


def model_fn(features, labels, mode, params):
    wide = wide_part(features['ids'], params['buckets'])
    deep = deep_part(features['ids'], features['dense'], params['buckets'], params['dim'], params['hidden'])
    logits = wide + deep
    head = tf.nn.sigmoid(logits)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'ctr': head})

    labels = tf.cast(tf.expand_dims(labels, -1), tf.float32)
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={'auc': tf.metrics.auc(labels, head)})

    train_ops = []
    global_step = tf.train.get_global_step()
    train_ops.append(tf.train.AdagradOptimizer(0.05).minimize(
        loss, var_list=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='dnn')))
    train_ops.append(tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01).minimize(
        loss, var_list=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='linear')))
    train_op = tf.group(*train_ops)
    with tf.control_dependencies([train_op]):
        train_op = tf.assign_add(global_step, 1).op
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn(n):
    rng = np.random.RandomState(9)
    ids = rng.randint(0, 20, (n, 3))
    dense = rng.normal(size=(n, 2)).astype(np.float32)
    y = ((ids.sum(1) % 2) + dense[:, 0] > 0.5).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices(({'ids': ids, 'dense': dense}, y)).batch(25)


if __name__ == '__main__':
    model = tf.estimator.Estimator(model_fn, params={'buckets': 20, 'dim': 3, 'hidden': [8, 4]})
    model.train(lambda: input_fn(500))
    print(model.evaluate(lambda: input_fn(100)))
