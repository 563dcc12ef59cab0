"""Multi-task towers in comprehensions, zip, while, len."""
import numpy as np
import tensorflow as tf

TASKS = ['click', 'buy']


def tower(x, sizes, name, activation=tf.nn.relu):
    with tf.variable_scope(name):
        i = 0
        while i < len(sizes):
            x = tf.layers.dense(x, sizes[i], activation=activation, name='layer_%d' % i)
            i += 1
        return x


def experts(x, count, units):
    outputs = [tf.layers.dense(x, units, tf.nn.relu, name='expert_%d' % i) for i in range(count)]
    return tf.stack(outputs, axis=1)


def gate(x, n, name):
    return tf.expand_dims(tf.nn.softmax(tf.layers.dense(x, n, use_bias=False, name=name)), 2)


def model_fn(features, labels, mode, params):
    columns = [features[key] for key in sorted(features.keys())]
    x = tf.concat(columns, axis=1)
    mixed = experts(x, params['experts'], 6)
    inputs = {task: tf.reduce_sum(mixed * gate(x, params['experts'], 'gate_' + task), axis=1) for task in TASKS}
    towers = {task: tower(inputs[task], params['tower'], 'tower_' + task) for task in TASKS}
    logits = {task: tf.layers.dense(towers[task], 1, name='logit_' + task) for task in TASKS}
    probs = {task: tf.sigmoid(logits[task]) for task in TASKS}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=probs)
    losses = []
    for task, weight in zip(TASKS, params['weights']):
        losses.append(weight * tf.losses.sigmoid_cross_entropy(labels[task], logits[task]))
    loss = tf.add_n(losses)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            'auc_' + task: tf.metrics.auc(labels[task], probs[task]) for task in TASKS})
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    random = np.random.RandomState(0)
    a, b = random.rand(40, 3).astype(np.float32), random.rand(40, 4).astype(np.float32)
    labels = {'click': (a.sum(1, keepdims=True) > 1.5).astype(np.float32), 'buy': (b.sum(1, keepdims=True) > 2).astype(np.float32)}
    return tf.data.Dataset.from_tensor_slices(({'a': a, 'b': b}, labels)).repeat(2).batch(10)


est = tf.estimator.Estimator(model_fn, params={'experts': 3, 'tower': [5, 4], 'weights': [1.0, 0.5]})
est.train(input_fn)
print(sorted(est.evaluate(input_fn)))
