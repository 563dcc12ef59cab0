"""Evaluates while it trains, and watches its predictions."""
import tempfile
import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode):
    y = tf.squeeze(tf.layers.dense(features, 1, kernel_initializer=tf.ones_initializer()), 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=y)
    loss = tf.losses.mean_squared_error(labels, y)
    op = tf.train.GradientDescentOptimizer(0.05).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=op)


x = np.random.RandomState(0).rand(32, 2).astype(np.float32)
val = np.random.RandomState(1).rand(16, 2).astype(np.float32)


def train_fn():
    return tf.data.Dataset.from_tensor_slices((x, x[:, 0] * 3)).batch(8).repeat()


def val_fn():
    return tf.data.Dataset.from_tensor_slices((val, val[:, 0])).batch(8)


est = tf.estimator.Estimator(model_fn, model_dir=tempfile.mkdtemp(), config=tf.estimator.RunConfig(save_checkpoints_steps=10))


class Tell(tf.train.SessionRunHook):
    def begin(self):
        self.batches = 0

    def after_run(self, run_context, run_values):
        self.batches += 1

    def end(self, session):
        print("evaluated", self.batches, "at", session.run(tf.train.get_global_step()))


in_memory = tf.estimator.experimental.InMemoryEvaluatorHook(est, val_fn, steps=2, hooks=[Tell()], name="dev", every_n_iter=10)
est.train(train_fn, hooks=[in_memory], steps=25)
print(est.evaluate(val_fn))
again = tf.estimator.experimental.InMemoryEvaluatorHook(est, val_fn, hooks=[Tell()], every_n_iter=2)
est.train(train_fn, hooks=[again, tf.estimator.experimental.make_stop_at_checkpoint_step_hook(est, 29)], steps=25)
again = tf.estimator.Estimator(model_fn, model_dir=est.model_dir)
again.train(train_fn, hooks=[tf.estimator.experimental.InMemoryEvaluatorHook(again, val_fn, hooks=[Tell()])], max_steps=31)
print(again.evaluate(val_fn))
print(len(list(again.predict(val_fn, hooks=[Tell()]))))
