"""Learning rates that hooks set: one is fed to a placeholder, one assigned to a variable, one loaded into it."""
import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)


class LearningRateSetterHook(tf.train.SessionRunHook):
  """Feeds the learning rate of the step."""

  def __init__(self, rate):
    self.rate = rate

  def begin(self):
    self._lrn_rate = 0.1

  def before_run(self, run_context):
    return tf.train.SessionRunArgs(
        tf.train.get_global_step(),  # Asks for the global step.
        feed_dict={self.rate: self._lrn_rate})  # Sets the learning rate.

  def after_run(self, run_context, run_values):
    train_step = run_values.results
    if train_step < 3:
      self._lrn_rate = 0.1
    elif train_step < 5:
      self._lrn_rate = 0.05
    else:
      self._lrn_rate = 0.01


class HalvingHook(tf.train.SessionRunHook):
  """Halves the rate every few steps, down to a smallest one."""

  def __init__(self, rate, every, smallest):
    self.rate, self.every, self.smallest = rate, every, smallest
    self.count = 0

  def begin(self):
    self.new_rate = tf.placeholder(tf.float32, [], name='new_rate')
    self.update = tf.assign(self.rate, self.new_rate)

  def after_run(self, run_context, run_values):
    self.count += 1
    if self.count % self.every == 0:
      rate = run_context.session.run(self.rate)
      run_context.session.run(self.update, feed_dict={self.new_rate: max(rate * 0.5, self.smallest)})


class PlanHook(tf.train.SessionRunHook):
  """Loads the rates of a plan, one for each step."""

  def __init__(self, rate, plan):
    self.rate, self.plan = rate, list(plan)

  def before_run(self, run_context):
    if self.plan:
      self.rate.load(self.plan.pop(0), run_context.session)


def model_fn(features, labels, mode, params):
  y = tf.layers.dense(features, 1, kernel_initializer=tf.zeros_initializer(), name='line')
  if mode == tf.estimator.ModeKeys.PREDICT:
    return tf.estimator.EstimatorSpec(mode, predictions={'y': y})
  loss = tf.losses.mean_squared_error(labels, y)
  if params['hook'] == 'fed':
    rate = tf.placeholder_with_default(0.1, [], name='rate')
    hook = LearningRateSetterHook(rate)
  else:
    rate = tf.get_variable('rate', [], initializer=tf.constant_initializer(0.2), trainable=False)
    hook = HalvingHook(rate, 2, 0.04) if params['hook'] == 'halving' else PlanHook(rate, params['plan'])
  tf.summary.scalar('learning_rate', rate)
  optimizer = tf.train.MomentumOptimizer(rate, 0.5)
  train_op = optimizer.minimize(loss, tf.train.get_global_step())
  return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, training_hooks=[hook])


def input_fn():
  x = np.arange(8, dtype=np.float32).reshape(8, 1) / 8
  return tf.data.Dataset.from_tensor_slices((x, 3 * x + 1)).batch(4).repeat()


def main():
  for hook in ('fed', 'halving', 'plan'):
    estimator = tf.estimator.Estimator(model_fn, params={'hook': hook, 'plan': [0.3, 0.01, 0.2]})
    for _ in range(2):
      estimator.train(input_fn, steps=7)
      rows = estimator.predict(lambda: tf.data.Dataset.from_tensor_slices([[0.], [1.]]).batch(2))
      print(hook, ['%.5f' % row['y'][0] for row in rows])


main()
