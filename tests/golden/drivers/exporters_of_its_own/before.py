import json
import os
import tensorflow as tf


def model_fn(features, labels, mode):
    outputs = tf.layers.dense(features['x'], 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=outputs)
    loss = tf.losses.absolute_difference(labels, outputs)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


class WithReport(tf.estimator.Exporter):

    def __init__(self, serving_input_fn):
        self.serving_input_fn = serving_input_fn

    @property
    def name(self):
        return 'with_report'

    def export(self, estimator, export_path, checkpoint_path, eval_result, is_the_final_export):
        path = estimator.export_savedmodel(export_path, self.serving_input_fn, checkpoint_path=checkpoint_path)
        with open(os.path.join(path.decode(), 'report.json'), 'w') as out:
            json.dump({'loss': float(eval_result['loss'])}, out)
        return path


def run(train_input_fn, eval_input_fn, serving_input_fn):
    estimator = tf.estimator.Estimator(model_fn, model_dir='/tmp/model')
    train_spec = tf.estimator.TrainSpec(train_input_fn, max_steps=100)
    best = tf.estimator.BestExporter('best', serving_input_fn, exports_to_keep=2)
    eval_spec = tf.estimator.EvalSpec(eval_input_fn, exporters=[WithReport(serving_input_fn), best])
    tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
