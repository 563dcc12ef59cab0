"""TrainSpec / EvalSpec in their variants."""
import os
import tempfile

import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)


class Progress(tf.train.SessionRunHook):
    def __init__(self, label):
        self.label = label
        self.runs = 0

    def begin(self):
        print(self.label, "begins")

    def after_run(self, run_context, run_values):
        self.runs += 1

    def end(self, session):
        print(self.label, "ran", self.runs)


def model_fn(features, labels, mode):
    y = tf.squeeze(tf.layers.dense(features["x"], 1, kernel_initializer=tf.ones_initializer(), name="d"), 1)
    loss = tf.losses.mean_squared_error(labels, y)
    op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=op, predictions=y,
                                      eval_metric_ops={"mae": tf.metrics.mean_absolute_error(labels, y)})


def input_fn(n, repeat=1):
    x = np.random.RandomState(n).rand(n, 3).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({"x": x}, x.sum(1))).repeat(repeat).batch(8)


def show(result):
    metrics, exports = result
    print({k: round(float(v), 5) for k, v in sorted(metrics.items())} if metrics else metrics, exports)


def make(steps=5, keep=5):
    return tf.estimator.Estimator(model_fn, config=tf.estimator.RunConfig(
        model_dir=os.path.join(tempfile.mkdtemp(), "m"), save_checkpoints_steps=steps, keep_checkpoint_max=keep))


# Up to the end of the data, the whole evaluation set.
first = make()
show(tf.estimator.train_and_evaluate(
    first, tf.estimator.TrainSpec(lambda: input_fn(40, 3), hooks=[Progress("train")]),
    tf.estimator.EvalSpec(lambda: input_fn(20), steps=None, hooks=[Progress("eval")], throttle_secs=0, start_delay_secs=0)))
# Again, up to a step that is reached already.
show(tf.estimator.train_and_evaluate(
    first, tf.estimator.TrainSpec(lambda: input_fn(40, 3), max_steps=10),
    tf.estimator.EvalSpec(lambda: input_fn(20), throttle_secs=0)))
# Further, with a name, throttled for ever: evaluates once at the first checkpoint and at the end.
show(tf.estimator.train_and_evaluate(
    first, tf.estimator.TrainSpec(lambda: input_fn(40, None), 37),
    tf.estimator.EvalSpec(lambda: input_fn(20), 2, "holdout", [Progress("eval")], throttle_secs=10000)))
# Data that end before max_steps.
second = make(4, keep=1)
show(tf.estimator.train_and_evaluate(
    second, tf.estimator.TrainSpec(lambda: input_fn(24), max_steps=100),
    tf.estimator.EvalSpec(lambda: input_fn(20), steps=1, throttle_secs=0)))
print(second.latest_checkpoint().split("-")[-1])
try:
    tf.estimator.TrainSpec(lambda: input_fn(4), max_steps=0)
except ValueError as e:
    print("ValueError", e)
try:
    tf.estimator.EvalSpec(lambda: input_fn(4), steps=-1)
except ValueError as e:
    print("ValueError", e)
try:
    tf.estimator.RunConfig(save_checkpoints_steps=1, save_checkpoints_secs=5)
except ValueError as e:
    print("ValueError", e)
