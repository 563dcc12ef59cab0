import numpy as np
import tensorflow as tf


class Solver(object):

    def __init__(self, classes):
        self.classes = classes
        # The network is below.
        model_fn = self.model_fn
        self.classifier = tf.estimator.Estimator(model_fn=model_fn, config=tf.estimator.RunConfig(tf_random_seed=1))

    def model_fn(self, features, labels, mode):
        logits = tf.layers.dense(tf.layers.flatten(features), self.classes)
        predictions = {"classes": tf.argmax(logits, 1)}
        if mode == tf.estimator.ModeKeys.PREDICT:
            return tf.estimator.EstimatorSpec(mode, predictions=predictions)
        loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
        train_op = tf.train.AdamOptimizer(0.01).minimize(loss, tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

    def train(self, x, y):
        self.classifier.train(lambda: tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(8), steps=5)


random = np.random.RandomState(0)
solver = Solver(3)
solver.train(random.rand(40, 2, 3).astype(np.float32), random.randint(3, size=40))
