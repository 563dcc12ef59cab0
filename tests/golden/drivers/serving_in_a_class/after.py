import os
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Estimator, ServingInputReceiver


class RankerModel(keras.Model):

    def __init__(self, ranker, **kwargs):
        super().__init__(**kwargs)
        self.score = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.Adam(beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return self.score(features['features'])

    def predictions(self, score):
        return {'score': score}

    def loss_fn(self, labels, score):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, score))

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


class Ranker(object):

    def __init__(self, job_dir, width):
        self.job_dir = job_dir
        self.width = width
        self.estimator = Estimator(RankerModel(self), model_dir=job_dir)

    def serving_input_receiver_fn(self):
        inputs = {'features': tf.TensorSpec(shape=[None, self.width], dtype=tf.float32)}
        return ServingInputReceiver(inputs, inputs)

    def export(self):
        return self.estimator.export_savedmodel(
            os.path.join(self.job_dir, 'export'), self.serving_input_receiver_fn, strip_default_attrs=True)
