# -*- coding: utf-8 -*-
"""Multi-gate mixture of experts: one model, two targets of a census record."""
import numpy as np
import tensorflow as tf

NUM_FEATURES = 6
NUM_EXPERTS = 3
EXPERT_UNITS = 5


def init(fan_in, fan_out, shift=0.0):
    values = np.sin(np.arange(fan_in * fan_out) + shift) / np.sqrt(fan_in)
    return tf.constant_initializer(values.reshape(fan_in, fan_out))


def experts_layer(inputs):
    experts = []
    for i in range(NUM_EXPERTS):
        with tf.variable_scope('expert_{}'.format(i)):
            experts.append(tf.layers.dense(inputs, EXPERT_UNITS, activation=tf.nn.relu,
                                           kernel_initializer=init(NUM_FEATURES, EXPERT_UNITS, shift=i)))
    return tf.stack(experts, axis=1)  # [B, E, U]


def task_tower(inputs, experts, name, shift):
    """Returns the logits of one task and its gate, [B, 1] and [B, E]."""
    with tf.variable_scope(name):
        gate = tf.layers.dense(inputs, NUM_EXPERTS, activation=tf.nn.softmax, use_bias=False,
                               kernel_initializer=init(NUM_FEATURES, NUM_EXPERTS, shift), name='gate')
        mixed = tf.reduce_sum(tf.expand_dims(gate, -1) * experts, axis=1)
        hidden = tf.layers.dense(mixed, 4, tf.nn.relu, kernel_initializer=init(EXPERT_UNITS, 4, shift), name='tower')
        logits = tf.layers.dense(hidden, 1, kernel_initializer=init(4, 1, shift), name='logits')
    return logits, gate


def mmoe_model_fn(features, labels, mode, params):
    inputs = features['x']
    experts = experts_layer(inputs)
    income_logits, income_gate = task_tower(inputs, experts, 'income', 0.5)
    age_outputs, age_gate = task_tower(inputs, experts, 'age', 1.5)

    predictions = {
        'income': tf.sigmoid(income_logits),
        'age': age_outputs,
        'gates': tf.concat([income_gate, age_gate], axis=1),
    }
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    # labels is a dict with one [B, 1] tensor for each task
    income_loss = tf.losses.sigmoid_cross_entropy(labels['income'], income_logits)
    age_loss = tf.losses.mean_squared_error(labels['age'], age_outputs, weights=params['age_weight'])
    loss = income_loss + age_loss
    tf.summary.scalar('income_loss', income_loss)
    tf.summary.scalar('age_loss', age_loss)

    metrics = {}
    metrics['income_auc'] = tf.metrics.auc(labels['income'], predictions['income'], num_thresholds=200)
    metrics['age_rmse'] = tf.metrics.root_mean_squared_error(labels['age'], age_outputs)
    metrics['income_loss'] = tf.metrics.mean(income_loss)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)

    train_op = tf.train.RMSPropOptimizer(params['learning_rate'], decay=0.95, momentum=0.5).minimize(
        loss, global_step=tf.train.get_or_create_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def records(count, seed):
    random = np.random.RandomState(seed)
    x = random.normal(size=(count, NUM_FEATURES)).astype(np.float32)
    income = (x[:, :1] + 0.5 * x[:, 1:2] > 0).astype(np.float32)
    age = (x[:, 2:3] - x[:, 3:4]).astype(np.float32)
    return {'x': x}, {'income': income, 'age': age}


def input_fn(count, seed, batch_size=25, repeat=None):
    dataset = tf.data.Dataset.from_tensor_slices(records(count, seed))
    dataset = dataset.repeat(repeat).batch(batch_size)
    return dataset


params = {'learning_rate': 0.01, 'age_weight': 0.3}
estimator = tf.estimator.Estimator(mmoe_model_fn, params=params)
for epoch in range(3):
    estimator.train(lambda: input_fn(200, 0), steps=8)
    scores = estimator.evaluate(lambda: input_fn(80, 1, repeat=1))
    print('epoch {}: step {:d}, loss {:.4f}, income auc {:.3f}, age rmse {:.4f}, income loss {:.4f}'.format(
        epoch, scores['global_step'], scores['loss'], scores['income_auc'], scores['age_rmse'], scores['income_loss']))

for row in estimator.predict(lambda: input_fn(3, 2, repeat=1)):
    print(' '.join('%s=%s' % (name, np.round(row[name], 3).tolist()) for name in sorted(row)))
