"""Embeddings with ids that repeat, two optimizers over parts of the variables, a schedule under momentum, gates by hand."""
import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode, params):
    with tf.variable_scope('tables'):
        users = tf.get_variable('users', [7, 4], initializer=tf.random_normal_initializer(stddev=0.5))
        items = tf.get_variable('items', [9, 4], initializer=tf.random_normal_initializer(stddev=0.5))
    user = tf.nn.embedding_lookup(users, features['user'])
    item = tf.reduce_mean(tf.nn.embedding_lookup(items, features['items']), axis=1)
    with tf.variable_scope('tower'):
        gates = tf.layers.dense(tf.concat([user, item], axis=1), 12, name='gates')
        update, reset, candidate = tf.split(gates, 3, axis=1)
        hidden = tf.sigmoid(update) * user + (1 - tf.sigmoid(update)) * tf.tanh(candidate) * tf.sigmoid(reset)
        logit = tf.layers.dense(hidden, 1, kernel_initializer=tf.random_uniform_initializer(-0.5, 0.5), name='logit')
    probability = tf.sigmoid(logit)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'probability': probability, 'hidden': hidden})

    loss = tf.losses.sigmoid_cross_entropy(labels, logit)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            'auc': tf.metrics.auc(labels, probability),
            'recall': tf.metrics.recall(labels, tf.to_float(probability > 0.5)),
        })

    step = tf.train.get_global_step()
    rate = tf.train.piecewise_constant(step, [15, 40], [params['rate'], params['rate'] / 4, params['rate'] / 20])
    tables = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'tables')
    tower = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'tower')
    table_op = tf.train.AdagradOptimizer(0.1).minimize(loss, var_list=tables)
    tower_op = tf.train.MomentumOptimizer(rate, 0.9).minimize(loss, global_step=step, var_list=tower)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=tf.group(table_op, tower_op))


def input_fn(seed):
    random = np.random.RandomState(seed)
    features = {'user': random.randint(7, size=60), 'items': random.randint(9, size=(60, 3))}
    labels = ((features['user'] + features['items'][:, 0]) % 2).astype(np.float32)[:, None]
    return tf.data.Dataset.from_tensor_slices((features, labels)).repeat().batch(12)


if __name__ == '__main__':
    estimator = tf.estimator.Estimator(model_fn, params={'rate': 0.2})
    estimator.train(lambda: input_fn(0), steps=30)
    print(estimator.evaluate(lambda: input_fn(1), steps=4))
    print(len(list(estimator.predict(lambda: input_fn(2).take(2)))))
