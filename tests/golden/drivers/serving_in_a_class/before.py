import os
import tensorflow as tf


class Ranker(object):

    def __init__(self, job_dir, width):
        self.job_dir = job_dir
        self.width = width
        self.estimator = tf.estimator.Estimator(self.model_fn, model_dir=job_dir)

    def model_fn(self, features, labels, mode):
        score = tf.layers.dense(features['features'], 1)
        predictions = {'score': score}
        if mode == tf.estimator.ModeKeys.PREDICT:
            return tf.estimator.EstimatorSpec(mode, predictions=predictions)
        loss = tf.losses.mean_squared_error(labels, score)
        train_op = tf.train.AdamOptimizer().minimize(loss, tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

    def serving_input_receiver_fn(self):
        inputs = {'features': tf.placeholder(shape=[None, self.width], dtype=tf.float32)}
        return tf.estimator.export.ServingInputReceiver(inputs, inputs)

    def export(self):
        return self.estimator.export_savedmodel(
            os.path.join(self.job_dir, 'export'), self.serving_input_receiver_fn, strip_default_attrs=True)
