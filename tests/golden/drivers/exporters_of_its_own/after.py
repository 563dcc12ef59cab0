import json
import os
import keras
import tensorflow as tf

from tf1_semantics import BestExporter, Estimator, EvalSpec, Exporter, TrainSpec


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.dense(features['x'])

    def predictions(self, outputs):
        return outputs

    def loss_fn(self, labels, outputs):
        return tf.reduce_mean(keras.losses.mean_absolute_error(labels, outputs))

    def train_step(self, data):
        features, labels = data
        with tf.GradientTape() as tape:
            loss = self.loss_fn(labels, self(features, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.optimizer.apply(gradients, self.trainable_variables)
            self.loss_metric.update_state(loss)
        return {'loss': loss}

    def test_step(self, data):
        features, labels = data
        loss = self.loss_fn(labels, self(features, training=False))
        with tf.control_dependencies([loss]):  # No update where the data end.
            self.loss_metric.update_state(loss)
        return self.get_metrics_result()

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.predictions(self(features, training=False))


class WithReport(Exporter):

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
    estimator = Estimator(Model(), model_dir='/tmp/model')
    train_spec = TrainSpec(train_input_fn, max_steps=100)
    best = BestExporter('best', serving_input_fn, exports_to_keep=2)
    eval_spec = EvalSpec(eval_input_fn, exporters=[WithReport(serving_input_fn), best])
    estimator.train_and_evaluate(train_spec, eval_spec)
