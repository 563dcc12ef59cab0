"""An ensemble of small networks that share their inputs; their logits are averaged."""
import json

import numpy as np
import tensorflow as tf

PARAMS = {
    'members': 3,
    'units': 6,
    'learning_rate': 0.1,
    'momentum': 0.9,
    'boundaries': [10, 20],
    'l2': 1e-4,
}


def member(inputs, index, units):
    init = tf.constant_initializer(np.cos(np.arange(4 * units) * (index + 1)).reshape([4, units]) * .7)
    with tf.variable_scope('member', values=[inputs]), tf.name_scope('network'):
        hidden = tf.layers.dense(inputs, units, tf.nn.sigmoid, kernel_initializer=init, name='hidden_%d' % index)
        logit = tf.layers.dense(hidden, 1, use_bias=(index == 0), name='logit_%d' % index,
                                kernel_initializer=tf.initializers.ones())
    return hidden, logit


def model_fn(features, labels, mode, params):
    # ---- forward -------------------------------------------------------------------------------
    members = [member(features, i, params['units']) for i in range(params['members'])]
    hiddens, logits = zip(*members)
    hiddens = tf.concat(hiddens, axis=-1)
    logit = tf.add_n(list(logits)) / len(logits)
    spread = tf.reduce_max(tf.concat(logits, 1), axis=1) - tf.reduce_min(tf.concat(logits, 1), axis=1)
    probability = tf.nn.sigmoid(logit)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(
            mode, predictions={'probability': probability, 'spread': spread, 'hidden_mean': tf.reduce_mean(hiddens, 1)})

    # ---- loss ----------------------------------------------------------------------------------
    labels = tf.cast(tf.reshape(labels, (-1, 1)), logit.dtype)
    with tf.name_scope('loss'):
        xent = tf.losses.log_loss(labels, probability, epsilon=1e-6)
        tf.losses.add_loss(params['l2'] * tf.nn.l2_loss(hiddens))
        loss = tf.losses.get_total_loss()

    # ---- metrics -------------------------------------------------------------------------------
    predicted = tf.to_int32(tf.greater_equal(probability, 0.5))
    eval_metric_ops = {
        'accuracy': tf.metrics.accuracy(tf.to_int32(labels), predicted),
        'xent': tf.metrics.mean(xent),
        'false_positives': tf.metrics.false_positives(labels, predicted),
        'true_positives': tf.metrics.true_positives(labels, predicted),
    }

    # ---- training ------------------------------------------------------------------------------
    global_step = tf.train.get_or_create_global_step()
    rates = [params['learning_rate'] / 3 ** i for i in range(len(params['boundaries']) + 1)]
    learning_rate = tf.train.piecewise_constant(global_step, params['boundaries'], rates)
    train_op = tf.train.MomentumOptimizer(learning_rate, params['momentum']).minimize(loss, global_step)

    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=eval_metric_ops)


def read(seed, count):
    generator = np.random.RandomState(seed)
    x = generator.normal(size=(count, 4)).astype(np.float32)
    return x, x[:, 0] * x[:, 1] + x[:, 2] > 0


def train_input_fn():
    return tf.data.Dataset.from_tensor_slices(read(0, 120)).repeat().batch(30)


def eval_input_fn():
    return tf.data.Dataset.from_tensor_slices(read(1, 50)).batch(30)


def predict_input_fn():
    x, _ = read(2, 3)
    return tf.data.Dataset.from_tensors(x)


estimator = tf.estimator.Estimator(model_fn, params=PARAMS)
estimator.train(train_input_fn, steps=30)
metrics = estimator.evaluate(eval_input_fn, steps=2)
print(json.dumps(dict((key, float(value)) for key, value in metrics.items()), sort_keys=True))
for prediction in estimator.predict(predict_input_fn):
    print('p={probability[0]:.5f} spread={spread:.4f} hidden={hidden_mean:.4f}'.format(**prediction))
