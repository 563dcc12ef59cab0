"""Trains on all GPUs of the machine."""
import numpy as np
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_integer('num_gpus', 0, 'GPUs to train on')
flags.DEFINE_integer('batch_size', 16, 'examples of a batch')
FLAGS = flags.FLAGS


def get_distribution_strategy(num_gpus):
    if num_gpus == 0:
        return tf.contrib.distribute.OneDeviceStrategy('device:CPU:0')
    elif num_gpus == 1:
        return tf.contrib.distribute.OneDeviceStrategy('device:GPU:0')
    return tf.contrib.distribute.MirroredStrategy(num_gpus=num_gpus)


def input_fn(batch_size):
    rng = np.random.RandomState(1)
    x = rng.rand(80, 3).astype(np.float32)
    y = x.dot([[1.], [2.], [-1.]]).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(batch_size)


def model_fn(features, labels, mode):
    out = tf.layers.dense(features, 1, kernel_initializer=tf.zeros_initializer())
    loss = tf.losses.mean_squared_error(labels, out)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_or_create_global_step())
    return tf.estimator.EstimatorSpec(mode, predictions=out, loss=loss, train_op=train_op)


def main(_):
    session_config = tf.ConfigProto(allow_soft_placement=True)
    run_config = tf.estimator.RunConfig(
        train_distribute=get_distribution_strategy(FLAGS.num_gpus), session_config=session_config)
    regressor = tf.estimator.Estimator(model_fn=model_fn, config=run_config)
    regressor.train(lambda: input_fn(FLAGS.batch_size), steps=30)
    print('%.6f' % regressor.evaluate(lambda: input_fn(FLAGS.batch_size), steps=5)['loss'])


if __name__ == '__main__':
    tf.logging.set_verbosity(tf.logging.INFO)
    tf.app.run()
