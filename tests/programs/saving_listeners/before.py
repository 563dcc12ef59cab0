"""Hooks of every kind: in the spec, given to train, written by hand, listeners."""
import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.WARN)


class LossHistory(tf.train.SessionRunHook):
    """Remembers the loss of each step."""

    def __init__(self, loss, every_n=5):
        self.loss = loss
        self.every_n = every_n
        self.losses = []

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(fetches=[self.loss, tf.train.get_global_step()])

    def after_run(self, run_context, run_values):
        loss, step = run_values.results
        self.losses.append(loss)
        if step % self.every_n == 0:
            print('step %d: mean loss %.5f' % (step, np.mean(self.losses)))
            self.losses = []


class PrintWhenSaved(tf.train.CheckpointSaverListener):

    def begin(self):
        print('begin')

    def before_save(self, session, global_step_value):
        print('about to save', global_step_value)

    def after_save(self, session, global_step_value):
        print('saved', global_step_value)

    def end(self, session, global_step_value):
        print('done at', global_step_value)


def input_fn():
    rng = np.random.RandomState(3)
    x = rng.rand(60, 5).astype(np.float32)
    y = (x.sum(1) > 2.5).astype(np.int64)
    return tf.data.Dataset.from_tensor_slices((x, y)).repeat(20).batch(20)


def model_fn(features, labels, mode, params):
    hidden = tf.layers.dense(features, 6, tf.nn.relu, kernel_initializer=tf.constant_initializer(0.2))
    logits = tf.layers.dense(hidden, 2, kernel_initializer=tf.zeros_initializer())
    classes = tf.argmax(logits, axis=1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'classes': classes})

    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    accuracy = tf.metrics.accuracy(labels, classes, name='acc_op')
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={'accuracy': accuracy})

    batch_accuracy = tf.reduce_mean(tf.cast(tf.equal(classes, labels), tf.float32))
    tf.summary.scalar('batch_accuracy', batch_accuracy)
    train_op = tf.train.GradientDescentOptimizer(params['lr']).minimize(
        loss, global_step=tf.train.get_global_step())
    logging_hook = tf.train.LoggingTensorHook(
        {'loss': loss, 'batch_accuracy': batch_accuracy}, every_n_iter=10)
    return tf.estimator.EstimatorSpec(
        mode, loss=loss, train_op=train_op,
        training_hooks=[logging_hook, LossHistory(loss)])


def main(_):
    classifier = tf.estimator.Estimator(
        model_fn, params={'lr': 0.3}, config=tf.estimator.RunConfig(save_checkpoints_steps=8))
    classifier.train(input_fn, steps=20, hooks=[tf.train.StopAtStepHook(last_step=16)],
                     saving_listeners=[PrintWhenSaved()])
    result = classifier.evaluate(input_fn)
    print(sorted(result), '%.4f' % result['accuracy'], '%.5f' % result['loss'])


if __name__ == '__main__':
    tf.app.run()
