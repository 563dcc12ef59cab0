import os

import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import Estimator, list_variables, load_checkpoint, load_variable

MODEL_DIR = '/tmp/linear'


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name='w', shape=[2, 1], initializer=keras.initializers.Zeros())
        self.scale = keras.layers.Dense(1, name='scale')
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.Adam(0.1, beta_2=np.float32(0.999), epsilon=1e-8))

    def call(self, features, training=False):
        return tf.squeeze(self.scale(tf.matmul(features, self.w)), 1)

    def loss_fn(self, labels, y):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, y))

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


def input_fn():
    return tf.data.Dataset.from_tensor_slices((np.eye(2, dtype=np.float32), np.float32([1, 2]))).repeat(4).batch(2)


estimator = Estimator(Model(), model_dir=MODEL_DIR, variable_names={'linear/w': 'w', 'scale': 'scale'})
estimator.train(input_fn)

path = tf.train.latest_checkpoint(MODEL_DIR)
reader = load_checkpoint(path)
for name in sorted(reader.get_variable_to_shape_map()):
    print(name, reader.get_tensor(name).shape)
print(load_variable(MODEL_DIR, 'linear/w:0'))
print(list_variables(path), os.path.basename(path))
