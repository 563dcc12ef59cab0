import logging

import tensorflow as tf

log = logging.getLogger(__name__)


def block(x, units, scope):
    with tf.variable_scope(scope):
        return tf.layers.dense(x, units, activation=tf.nn.relu, name='fc')


def model_fn(features, labels, mode, params):
    with tf.variable_scope('embedding'):
        table = tf.get_variable('table', [params['vocabulary'], 4])
    net = tf.reshape(tf.nn.embedding_lookup(table, features['ids']), [-1, 8])
    for i in range(params['blocks']):
        net = block(net, 8, 'block_%d' % i)
    logits = tf.layers.dense(net, 2, name='logits')
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=logits)

    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    # Weight decay, but not of the embedding.
    for v in tf.trainable_variables():
        log.debug('%s', v)
        if 'embedding' in v.name:
            continue
        loss += params['l2'] * tf.nn.l2_loss(v)
    for v in tf.trainable_variables():
        if v.name.startswith('logits') or v.name.startswith('embedding'):
            loss += params['l1'] * tf.reduce_sum(tf.abs(v))
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss)

    step = tf.train.get_global_step()
    embedding_vars = [v for v in tf.trainable_variables() if v.name.startswith('embedding')]
    other_vars = [v for v in tf.trainable_variables() if v not in embedding_vars]
    train_op = tf.group(tf.train.AdagradOptimizer(0.1).minimize(loss, var_list=embedding_vars),
                        tf.train.AdamOptimizer(0.01).minimize(loss, var_list=other_vars, global_step=step))
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn, params={'vocabulary': 20, 'blocks': 2, 'l2': 1e-3, 'l1': 1e-4})
