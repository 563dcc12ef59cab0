"""The network is picked from a dict, the metrics are made in a loop, the sizes come from the data."""
import collections

import numpy as np
import tensorflow as tf


def init(scale):
    def initializer(shape, dtype=None, partition_info=None):
        count = int(np.prod([int(d) for d in shape]))
        return tf.constant(np.sin(np.arange(count) + 1).reshape([int(d) for d in shape]) * scale, dtype=dtype)
    return initializer


def dense(x, size, name, nonlinearity=None, weight_decay=0.0):
    with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
        w = tf.get_variable('w', [x.shape[-1].value, size], initializer=init(0.4))
        b = tf.get_variable('b', [size], initializer=tf.zeros_initializer())
        if weight_decay > 0:
            tf.add_to_collection('penalties', weight_decay * tf.nn.l2_loss(w))
        y = tf.nn.bias_add(tf.matmul(x, w), b)
        return nonlinearity(y) if nonlinearity is not None else y


def linear(x, params):
    return dense(x, params['classes'], 'linear')


def mlp(x, params, **kwargs):
    for i, size in enumerate(params['sizes']):
        x = dense(x, size, 'hidden%d' % i, tf.nn.tanh, **kwargs)
    return dense(x, params['classes'], 'out')


def cross(x, params):
    x0 = x
    for i in range(2):
        gate = dense(x, int(x0.shape[1]), 'cross_%d' % i)
        x = x0 * gate + x
    return mlp(x, params, weight_decay=0.01)


NETWORKS = {'linear': linear, 'mlp': mlp, 'cross': cross}


class Report(object):
    def __init__(self, labels, logits):
        self.labels, self.logits = labels, logits
        self.classes = tf.argmax(logits, 1)

    def metrics(self, names):
        found = collections.OrderedDict()
        for name in names:
            found[name] = getattr(self, name)()
        return found

    def accuracy(self):
        return tf.metrics.accuracy(self.labels, self.classes)

    def top2(self):
        return tf.metrics.mean(tf.cast(tf.nn.in_top_k(self.logits, self.labels, 2), tf.float32))

    def worst(self):
        return tf.metrics.percentage_below(tf.reduce_max(tf.nn.softmax(self.logits), 1), 0.6)


def build_model_fn(network, optimizer_fn):
    net_fn = NETWORKS[network]

    def model_fn(features, labels, mode, params):
        columns = [features[key] for key in sorted(features)]
        x = tf.concat(columns, 1)
        logits = net_fn(x, params)
        if mode == tf.estimator.ModeKeys.PREDICT:
            return tf.estimator.EstimatorSpec(mode, predictions={'class': tf.argmax(logits, 1)})
        losses = [tf.losses.sparse_softmax_cross_entropy(labels, logits)] + tf.get_collection('penalties')
        loss = tf.add_n(losses)
        spec = dict(mode=mode, loss=loss)
        if mode == tf.estimator.ModeKeys.EVAL:
            spec['eval_metric_ops'] = Report(labels, logits).metrics(['accuracy', 'top2', 'worst'])
        else:
            optimizer = optimizer_fn(params)
            tvars = tf.trainable_variables()
            grads, _ = tf.clip_by_global_norm(tf.gradients(loss, tvars), 0.5)
            spec['train_op'] = optimizer.apply_gradients(zip(grads, tvars), tf.train.get_or_create_global_step())
        return tf.estimator.EstimatorSpec(**spec)

    return model_fn


random = np.random.RandomState(3)
X = {'a': np.float32(random.normal(size=(60, 3))), 'b': np.float32(random.normal(size=(60, 2)))}
Y = np.int32(np.abs(X['a'].sum(1)) + X['b'][:, 0] > 1) + np.int32(X['b'][:, 1] > 1)


def input_fn(repeat=1):
    return tf.data.Dataset.from_tensor_slices((X, Y)).repeat(repeat).batch(20)


params = {'classes': 3, 'sizes': [7, 5], 'rate': 0.2}
for network in ('linear', 'mlp', 'cross'):
    model_fn = build_model_fn(network, lambda params: tf.train.RMSPropOptimizer(params['rate'] / 10, momentum=0.3))
    est = tf.estimator.Estimator(model_fn, params=params)
    est.train(lambda: input_fn(4))
    result = est.evaluate(input_fn)
    print(network, ['%s=%.4f' % (key, result[key]) for key in sorted(result)])
    print(''.join(str(p['class']) for p in est.predict(input_fn)))
