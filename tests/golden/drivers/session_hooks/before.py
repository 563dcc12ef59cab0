import time
import numpy as np
import tensorflow as tf


class StopEarly(tf.train.SessionRunHook):
    """Stops after some steps."""

    def __init__(self, last_step):
        super(StopEarly, self).__init__()
        self._last_step = last_step
        self._global_step_tensor = None

    def begin(self):
        self._global_step_tensor = tf.train.get_or_create_global_step()
        if self._global_step_tensor is None:
            raise RuntimeError('Global step should be created.')

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(self._global_step_tensor)

    def after_run(self, run_context, run_values):
        global_step = run_values.results
        if global_step >= self._last_step:
            print('stopping at', global_step)
            run_context.request_stop()


class Timer(tf.train.SessionRunHook):
    def begin(self):
        self._step = -1
        self._times = []

    def before_run(self, run_context):  # pylint: disable=unused-argument
        del run_context
        self._step += 1
        self._start = time.time()

    def after_run(self, run_context, run_values):
        self._times.append(time.time() - self._start)

    def after_create_session(self, session, coord):
        print('training begins')

    def end(self, session):
        step = session.run(tf.train.get_global_step())
        print('%d steps took time: %s, at step %d' % (len(self._times), sum(self._times) > 0, step))


class Fetches(tf.estimator.SessionRunHook):
    def before_run(self, run_context):
        return tf.estimator.SessionRunArgs({'step': tf.train.get_global_step()})

    def after_run(self, run_context, run_values):
        if run_values.results['step'] % 5 == 0:
            tf.logging.info('at %d', run_values.results['step'])


class ByName(tf.train.SessionRunHook):
    def begin(self):
        self.loss = tf.get_default_graph().get_tensor_by_name('loss:0')

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(self.loss)

    def after_run(self, run_context, run_values):
        print(run_values.results)


def model_fn(features, labels, mode):
    out = tf.layers.dense(features, 1, kernel_initializer=tf.constant_initializer(0.5))
    loss = tf.losses.mean_squared_error(labels, out)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    return tf.data.Dataset.from_tensors((np.ones([2, 3], np.float32), np.ones([2, 1], np.float32))).repeat()


estimator = tf.estimator.Estimator(model_fn)
estimator.train(input_fn, steps=20, hooks=[StopEarly(7), Timer(), Fetches(), tf.train.StopAtStepHook(num_steps=9)])
hooks = [Timer(), tf.train.NanTensorHook('loss:0')]
train_spec = tf.estimator.TrainSpec(input_fn, max_steps=12, hooks=hooks)
eval_spec = tf.estimator.EvalSpec(input_fn, steps=2, hooks=[Timer()], throttle_secs=0)
tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
