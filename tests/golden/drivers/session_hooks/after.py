import time
from absl import logging
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import StopAtStep, StopOnNan, train_and_evaluate, trained_steps


class StopEarly(keras.callbacks.Callback):
    """Stops after some steps."""

    def __init__(self, last_step):
        super(StopEarly, self).__init__()
        self._last_step = last_step
        self._global_step_tensor = None

    def on_train_batch_end(self, batch, logs=None):
        global_step = trained_steps(self.model)
        if global_step >= self._last_step:
            print('stopping at', global_step)
            self.model.stop_training = True


class Timer(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self._step = -1
        self._times = []
        print('training begins')

    def on_train_batch_begin(self, batch, logs=None):
        self._step += 1
        self._start = time.time()

    def on_train_batch_end(self, batch, logs=None):
        self._times.append(time.time() - self._start)

    def on_train_end(self, logs=None):  # pylint: disable=unused-argument
        step = trained_steps(self.model)
        print('%d steps took time: %s, at step %d' % (len(self._times), sum(self._times) > 0, step))

    on_test_begin = on_train_begin
    on_test_batch_begin = on_train_batch_begin
    on_test_batch_end = on_train_batch_end
    on_test_end = on_train_end


class Fetches(keras.callbacks.Callback):

    def on_train_batch_end(self, batch, logs=None):
        if trained_steps(self.model) % 5 == 0:
            logging.info('at %d', trained_steps(self.model))


# TODO(migrator): MIG282 ByName is a hook of a session: it asks for self.loss, and there is no graph that has it
class ByName(tf.train.SessionRunHook):
    def begin(self):
        self.loss = tf.get_default_graph().get_tensor_by_name('loss:0')

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(self.loss)

    def after_run(self, run_context, run_values):
        print(run_values.results)


class Model(keras.Model):

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1, kernel_initializer=keras.initializers.Constant(0.5))
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile(optimizer=keras.optimizers.SGD(0.1))

    def call(self, features, training=False):
        return self.dense(features)

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


def input_fn():
    return tf.data.Dataset.from_tensors((np.ones([2, 3], np.float32), np.ones([2, 1], np.float32))).repeat()


estimator = Model()
estimator.fit(
    input_fn().take(20), callbacks=[StopEarly(7), Timer(), Fetches(), StopAtStep(num_steps=9)], verbose=0)
hooks = [Timer(), StopOnNan()]
train_and_evaluate(estimator, input_fn, input_fn, max_steps=12, eval_steps=2, throttle_secs=0, callbacks=[*hooks],
                   eval_callbacks=[Timer()])
