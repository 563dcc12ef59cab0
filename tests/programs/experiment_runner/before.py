"""A trainer of 2017: Experiment, learn_runner, HParams."""
import argparse
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow.contrib.learn.python.learn import learn_runner
from tensorflow.contrib.training import HParams

tf.logging.set_verbosity(tf.logging.ERROR)


def get_data(n, seed):
    rng = np.random.RandomState(seed)
    x = rng.rand(n, 3).astype(np.float32)
    return x, (x.dot([1., -2., 0.5]) > -0.2).astype(np.int32)


def make_input_fn(n, seed, epochs=None, shuffle=False, batch_size=16):
    x, y = get_data(n, seed)
    return tf.estimator.inputs.numpy_input_fn(
        x={'x': x}, y=y, num_epochs=epochs, shuffle=shuffle, batch_size=batch_size)


def model_fn(features, labels, mode, params):
    net = tf.layers.dense(features['x'], params.hidden, tf.nn.elu,
                          kernel_initializer=tf.constant_initializer(0.1))
    logits = tf.layers.dense(net, 2, kernel_initializer=tf.zeros_initializer())
    predictions = {'class': tf.argmax(logits, 1)}
    if mode == tf.contrib.learn.ModeKeys.INFER:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(params.learning_rate).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(
        mode, predictions=predictions, loss=loss, train_op=train_op,
        eval_metric_ops={'accuracy': tf.metrics.accuracy(labels, predictions['class'])})


def generate_experiment_fn(train_steps, eval_steps):
    """Returns a function that learn_runner calls."""

    def _experiment_fn(run_config, hparams):
        estimator = tf.estimator.Estimator(model_fn=model_fn, params=hparams, config=run_config)
        return tf.contrib.learn.Experiment(
            estimator,
            train_input_fn=make_input_fn(128, 0),
            eval_input_fn=make_input_fn(64, 1, epochs=1),
            train_steps=train_steps,
            eval_steps=eval_steps,
            min_eval_frequency=1)

    return _experiment_fn


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--job-dir', default=None)
    parser.add_argument('--train-steps', type=int, default=60)
    parser.add_argument('--eval-steps', type=int, default=None)
    arguments = parser.parse_args()

    result = learn_runner.run(
        experiment_fn=generate_experiment_fn(arguments.train_steps, arguments.eval_steps),
        run_config=tf.contrib.learn.RunConfig(
            model_dir=arguments.job_dir or tempfile.mkdtemp(), save_checkpoints_steps=20),
        schedule='train_and_evaluate',
        hparams=HParams(hidden=6, learning_rate=0.01))
    evaluation, exports = result
    for key in sorted(evaluation):
        print(key, '%.5f' % evaluation[key])
    print(exports)
