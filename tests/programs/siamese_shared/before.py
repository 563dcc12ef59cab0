import numpy as np
import tensorflow as tf
from tensorflow.estimator import Estimator, EstimatorSpec, ModeKeys
from tensorflow.losses import sigmoid_cross_entropy

layers = tf.layers


class Encoder:
    """Two dense layers, applied to both sides."""

    def __init__(self, params):
        units = params['units']
        first = np.linspace(-0.6, 0.6, params['inputs'] * units)
        second = np.sin(np.linspace(0, 20, units * units))
        self.hidden = layers.Dense(units, activation=tf.nn.relu, name='encoder_hidden',
                                   kernel_initializer=tf.constant_initializer(first))
        self.output = layers.Dense(units, name='encoder_output',
                                   kernel_initializer=tf.constant_initializer(second))

    def __call__(self, inputs):
        return self.output(self.hidden(inputs))


def same_or_different(features, labels, mode, params):
    encode = Encoder(params)
    left, right = encode(features['left']), encode(features['right'])
    distance = tf.abs(left - right)
    logits = layers.dense(distance, 1, kernel_initializer=tf.constant_initializer(-0.1), name='same')
    probability = tf.sigmoid(logits)
    predictions = dict(probability=probability, same=probability > params.get('threshold', 0.5))

    if not (mode == ModeKeys.TRAIN or mode == ModeKeys.EVAL):
        return EstimatorSpec(mode, predictions=predictions)

    # pairs that differ are three times as many
    weights = tf.where(tf.equal(labels, 1), 3.0 * tf.ones_like(logits), tf.ones_like(logits))
    loss = sigmoid_cross_entropy(labels, logits, weights, reduction=tf.losses.Reduction.MEAN)

    if mode != ModeKeys.EVAL:
        optimizer = tf.train.RMSPropOptimizer(learning_rate=params['lr'], decay=0.9, momentum=0.0, epsilon=1e-6)
        train_op = optimizer.minimize(loss=loss, global_step=tf.train.get_global_step())
        return EstimatorSpec(mode, loss=loss, train_op=train_op)

    return EstimatorSpec(mode, loss=loss, eval_metric_ops={
        'auc': tf.metrics.auc(labels, probability),
        'auc_pr': tf.metrics.auc(labels, probability, curve='PR', summation_method='careful_interpolation'),
        'accuracy': tf.metrics.accuracy(labels, predictions['same']),
        'weighted_accuracy': tf.metrics.accuracy(labels, predictions['same'], weights=weights),
    })


def pairs(count, seed, inputs):
    random = np.random.RandomState(seed)
    same = random.uniform(size=count) < 0.25
    left = random.normal(size=(count, inputs))
    right = np.where(same[:, None], left + random.normal(scale=0.2, size=left.shape), random.normal(size=left.shape))
    return ({'left': left.astype(np.float32), 'right': right.astype(np.float32)},
            same.astype(np.int32).reshape(-1, 1))


def get_input_fn(count, seed, params, **kwargs):
    x, y = pairs(count, seed, params['inputs'])
    return tf.estimator.inputs.numpy_input_fn(x, y, batch_size=params['batch'], shuffle=False, **kwargs)


params = {'inputs': 4, 'units': 6, 'lr': 0.02, 'batch': 32}
estimator = Estimator(model_fn=same_or_different, params=params)
best = None
for epoch in range(4):
    estimator.train(get_input_fn(192, 0, params, num_epochs=2))
    scores = estimator.evaluate(get_input_fn(96, 1, params, num_epochs=1))
    if best is None or scores['loss'] < best['loss']: best = scores
print('best:', ', '.join('{} {:.4f}'.format(name, best[name]) for name in sorted(best)))
batch = estimator.predict(get_input_fn(6, 2, params, num_epochs=1), predict_keys=['probability'])
print([('%.3f' % p['probability'][0], sorted(p)) for p in batch][:2])
