import functools

import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_bool("use_tpu", default=False, help="use a TPU")
FLAGS = flags.FLAGS


def model_fn(features, labels, mode, params):
    net = tf.layers.dense(features, params["units"], activation=tf.nn.relu)
    net = tf.layers.dense(net, 1)
    loss = tf.losses.mean_squared_error(labels, net)
    optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
    if FLAGS.use_tpu:
        optimizer = tf.contrib.tpu.CrossShardOptimizer(optimizer)
    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    return tf.contrib.tpu.TPUEstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn(params, is_training):
    dataset = tf.data.Dataset.from_tensor_slices(([[1.0], [2.0]], [[1.0], [3.0]])).repeat(8)
    return dataset.batch(params["batch_size"], drop_remainder=is_training)


class Runner(object):
    """Keeps its Estimator."""

    def __init__(self, model_dir):
        config = tf.contrib.tpu.RunConfig(model_dir=model_dir, save_checkpoints_steps=10, master="",
                                          tpu_config=tf.contrib.tpu.TPUConfig(iterations_per_loop=100))
        self.estimator = tf.contrib.tpu.TPUEstimator(model_fn=model_fn, config=config, params={"units": 4},
                                                     use_tpu=FLAGS.use_tpu, train_batch_size=4, eval_batch_size=2)

    def run(self):
        self.estimator.train(functools.partial(input_fn, is_training=True), max_steps=4)
        return self.estimator.evaluate(functools.partial(input_fn, is_training=False), steps=2)


def train(model_dir):
    config = tf.contrib.tpu.RunConfig(model_dir=model_dir)
    estimator = tf.contrib.tpu.TPUEstimator(model_fn, config=config, params={"units": 4}, use_tpu=False, train_batch_size=4,
                                            eval_batch_size=4)
    estimator.train(functools.partial(input_fn, is_training=True), steps=4)
    return estimator.evaluate(lambda params: input_fn(params, is_training=False))
