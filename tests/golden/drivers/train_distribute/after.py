"""Trains on all GPUs of the machine."""
from absl import app, flags, logging
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import DistributedEstimator, RunConfig

flags.DEFINE_integer('num_gpus', 0, 'GPUs to train on')
flags.DEFINE_integer('batch_size', 16, 'examples of a batch')
FLAGS = flags.FLAGS


def get_distribution_strategy(num_gpus):
    if num_gpus == 0:
        return tf.distribute.OneDeviceStrategy('device:CPU:0')
    elif num_gpus == 1:
        return tf.distribute.OneDeviceStrategy('device:GPU:0')
    return tf.distribute.MirroredStrategy([f'/gpu:{index}' for index in range(num_gpus)])


def input_fn(batch_size):
    rng = np.random.RandomState(1)
    x = rng.rand(80, 3).astype(np.float32)
    y = x.dot([[1.], [2.], [-1.]]).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(batch_size)


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1, kernel_initializer=keras.initializers.Zeros())
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.dense(features)

    def predictions(self, out):
        return out

    def loss_fn(self, labels, out):
        return tf.reduce_mean(keras.losses.mean_squared_error(labels, out))

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


def main(_):
    session_config = tf.compat.v1.ConfigProto(allow_soft_placement=True)
    run_config = RunConfig(train_distribute=get_distribution_strategy(FLAGS.num_gpus))
    regressor = DistributedEstimator(Model, config=run_config)
    regressor.train(lambda: input_fn(FLAGS.batch_size), steps=30)
    print('%.6f' % regressor.evaluate(lambda: input_fn(FLAGS.batch_size), steps=5)['loss'])


if __name__ == '__main__':
    logging.set_verbosity(logging.INFO)
    app.run(main)
