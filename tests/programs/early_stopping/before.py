"""Early stopping: the data of the evaluation drift away from those of the training."""
import os
import tempfile

import numpy as np
import tensorflow.compat.v1 as tf

tf.logging.set_verbosity(tf.logging.ERROR)


def model_fn(features, labels, mode, params):
    weight = tf.get_variable("weight", [2], initializer=tf.constant_initializer(params["start"]))
    value = tf.reduce_sum(features["x"] * weight, axis=1)
    loss = tf.reduce_mean(tf.square(value - labels))
    metric = tf.metrics.mean_absolute_error(labels, value)
    train_op = tf.train.GradientDescentOptimizer(0.05).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops={"error": metric})


def data(weights):
    x = np.random.RandomState(1).rand(16, 2).astype(np.float32)
    return lambda: tf.data.Dataset.from_tensor_slices(({"x": x}, x.dot(weights).astype(np.float32))).batch(4).repeat()


train_fn, eval_fn = data([3.0, 1.0]), data([1.0, 1.0])


def run(name, hook_of, eval_name=None):
    config = tf.estimator.RunConfig(save_checkpoints_steps=5, keep_checkpoint_max=2)
    model_dir = os.path.join(tempfile.mkdtemp(), name)
    estimator = tf.estimator.Estimator(model_fn, model_dir=model_dir, params={"start": 0.0}, config=config)
    os.makedirs(estimator.eval_dir(eval_name))
    train_spec = tf.estimator.TrainSpec(train_fn, max_steps=60, hooks=[hook_of(estimator)])
    eval_spec = tf.estimator.EvalSpec(eval_fn, steps=4, name=eval_name, throttle_secs=0, start_delay_secs=0)
    metrics, _ = tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
    print(name, "at step", metrics["global_step"], "error %.4f" % metrics["error"])


early = tf.estimator.experimental
run("no decrease", lambda estimator: early.stop_if_no_decrease_hook(
    estimator, metric_name="loss", max_steps_without_decrease=10, min_steps=10, run_every_secs=None, run_every_steps=5))
run("no increase", lambda estimator: early.stop_if_no_increase_hook(
    estimator, "error", 15, eval_dir=estimator.eval_dir("held_out"), run_every_secs=None, run_every_steps=1),
    eval_name="held_out")
run("higher", lambda estimator: early.stop_if_higher_hook(estimator, "error", 0.45, min_steps=20, run_every_secs=0))
run("lower", lambda estimator: early.stop_if_lower_hook(estimator, "error", 0.0001, run_every_secs=0))

count = []
run("own", lambda estimator: early.make_early_stopping_hook(
    estimator, lambda: count.append(1) or len(count) == 4, run_every_secs=None, run_every_steps=3))
