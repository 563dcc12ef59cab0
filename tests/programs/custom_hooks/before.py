"""A regression watched by hooks of its own: progress, a time budget in steps, a history."""
import time

import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)


class ProgressHook(tf.train.SessionRunHook):
  """Prints how far the training is."""

  def __init__(self, total_steps, every):
    self._total = total_steps
    self._every = every

  def begin(self):
    self._global_step_tensor = tf.train.get_or_create_global_step()
    if self._global_step_tensor is None:
      raise RuntimeError('Global step should be created to use ProgressHook.')
    self._started = time.time()

  def before_run(self, run_context):
    return tf.train.SessionRunArgs(self._global_step_tensor)

  def after_run(self, run_context, run_values):
    step = run_values.results
    if step % self._every == 0:
      assert time.time() >= self._started
      print('%3d%% done' % (100 * step / self._total))


class BudgetHook(tf.train.SessionRunHook):
  """Stops a training that has used up its budget."""

  def __init__(self, budget):
    super(BudgetHook, self).__init__()
    self.budget = budget

  def after_create_session(self, session, coord):
    self.used = 0
    print('budget of', self.budget)

  def before_run(self, run_context):  # pylint: disable=unused-argument
    self.used += 1

  def after_run(self, run_context, run_values):
    if self.used >= self.budget:
      print('budget is used up')
      run_context.request_stop()

  def end(self, session):
    print('ends at step', session.run(tf.train.get_global_step()))


class HistoryHook(tf.train.SessionRunHook):

  def __init__(self):
    self.steps = []

  def before_run(self, run_context):
    return tf.train.SessionRunArgs({'step': tf.train.get_global_step()})

  def after_run(self, run_context, run_values):
    self.steps.append(int(run_values.results['step']))


def input_fn():
  x = np.random.RandomState(0).rand(40, 3).astype(np.float32)
  y = x.dot([[1.], [2.], [3.]]).astype(np.float32)
  return tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(8)


def model_fn(features, labels, mode):
  value = tf.layers.dense(features, 1, kernel_initializer=tf.zeros_initializer())
  loss = tf.losses.mean_squared_error(labels, value)
  metrics = {'mae': tf.metrics.mean_absolute_error(labels, value)}
  train_op = tf.train.MomentumOptimizer(0.05, 0.5).minimize(loss, global_step=tf.train.get_global_step())
  return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)


def main(_):
  estimator = tf.estimator.Estimator(model_fn)
  history = HistoryHook()
  hooks = [ProgressHook(30, 10), history]
  estimator.train(input_fn, steps=30, hooks=hooks)
  estimator.train(input_fn, steps=100, hooks=[BudgetHook(7), history])
  estimator.train(input_fn, hooks=[tf.train.StopAtStepHook(num_steps=5), tf.train.NanTensorHook('mean_squared_error/value:0'), history])
  print(history.steps[0], history.steps[-1], len(history.steps))
  watched = HistoryHook()
  result = estimator.evaluate(input_fn, steps=3, hooks=[watched])
  print(watched.steps, 'loss %.5f, mae %.5f' % (result['loss'], result['mae']))


if __name__ == '__main__':
  tf.app.run()
