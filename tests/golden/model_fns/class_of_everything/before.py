"""The class builds everything, the train_op too."""
import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, features, labels, mode, params):
        self.features = features
        self.labels = labels
        self.mode = mode
        self.params = params
        self.loss = None
        self.train_op = None
        self.metrics = None
        self.build_graph()

    def build_graph(self):
        self.build_network()
        if self.mode != tf.estimator.ModeKeys.PREDICT:
            self.build_loss()
        if self.mode == tf.estimator.ModeKeys.TRAIN:
            self.build_train_op()
        if self.mode == tf.estimator.ModeKeys.EVAL:
            self.build_metrics()

    def build_network(self):
        net = tf.layers.dense(self.features['x'], self.params['units'], activation=tf.nn.tanh)
        self.logits = tf.layers.dense(net, 3)
        self.predictions = {'class': tf.argmax(self.logits, 1), 'prob': tf.nn.softmax(self.logits)}

    def build_loss(self):
        onehot = tf.one_hot(self.labels, 3)
        self.loss = tf.losses.softmax_cross_entropy(onehot, self.logits)

    def build_train_op(self):
        optimizer = tf.train.MomentumOptimizer(self.params['lr'], 0.9)
        self.train_op = optimizer.minimize(self.loss, global_step=tf.train.get_global_step())

    def build_metrics(self):
        self.metrics = {'accuracy': tf.metrics.accuracy(self.labels, self.predictions['class'])}


def model_fn(features, labels, mode, params):
    model = Model(features, labels, mode, params)
    return tf.estimator.EstimatorSpec(mode=mode, predictions=model.predictions, loss=model.loss,
                                      train_op=model.train_op, eval_metric_ops=model.metrics)


def input_fn():
    random = np.random.RandomState(0)
    x = random.rand(48, 5).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'x': x}, (x.sum(1) * 1.2).astype(np.int32) % 3)).repeat(2).batch(12)


est = tf.estimator.Estimator(model_fn, params={'units': 8, 'lr': 0.1})
est.train(input_fn)
print(sorted(est.evaluate(input_fn)))
print(len(list(est.predict(input_fn))))
