"""A hook of its own, a scaffold that starts from given values, logged tensors found by their names."""
import numpy as np
import tensorflow as tf


class StopWhenSmall(tf.train.SessionRunHook):
    """Stops once the loss is small for some steps."""

    def __init__(self, name, threshold, patience):
        self.name, self.threshold, self.patience = name, threshold, patience

    def begin(self):
        self.seen = []
        self.step = tf.train.get_global_step()

    def before_run(self, run_context):
        return tf.train.SessionRunArgs({'loss': self.name, 'step': self.step})

    def after_run(self, run_context, run_values):
        self.seen.append(run_values.results['loss'] < self.threshold)
        if all(self.seen[-self.patience:]) and len(self.seen) > self.patience:
            print('small at step', run_values.results['step'])
            run_context.request_stop()

    def end(self, session):
        print('ended after', len(self.seen), 'at', session.run(self.step))


START = np.float32(np.linspace(-0.5, 0.5, 8).reshape(4, 2))


def my_model(features, labels, mode, params):
    w = tf.get_variable('w', [4, 2])
    b = tf.get_variable('b', [2], initializer=tf.zeros_initializer)
    y = tf.matmul(features, w) + b
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=y)
    loss = tf.reduce_mean(tf.square(y - labels), name='mse')
    tf.identity(tf.reduce_max(tf.abs(w)), name='largest')
    tf.summary.scalar('loss', loss)
    step = tf.train.get_global_step()
    train_op = tf.train.AdagradOptimizer(params['rate']).minimize(loss, step)

    start = tf.placeholder(tf.float32, [4, 2])
    assign = w.assign(start)

    def init_fn(scaffold, session):
        session.run(assign, {start: START})

    logging_hook = tf.train.LoggingTensorHook(['largest'], every_n_iter=20)
    return tf.estimator.EstimatorSpec(
        mode, loss=loss, train_op=train_op,
        eval_metric_ops={'rmse': tf.metrics.root_mean_squared_error(labels, y)},
        training_hooks=[logging_hook, StopWhenSmall('mse:0', params['small'], 3)],
        scaffold=tf.train.Scaffold(init_fn=init_fn))


def main():
    random = np.random.RandomState(0)
    x = np.float32(random.normal(size=(80, 4)))
    y = np.float32(x.dot(random.normal(size=(4, 2))) + 1)

    def input_fn():
        return tf.data.Dataset.from_tensor_slices((x, y)).repeat().batch(16)

    est = tf.estimator.Estimator(my_model, params={'rate': 0.5, 'small': 0.05})
    est.train(input_fn, steps=200)
    print({k: round(float(v), 5) for k, v in sorted(est.evaluate(input_fn, steps=5).items())})
    est.train(input_fn, steps=2)
    rows = est.predict(lambda: tf.data.Dataset.from_tensor_slices(x[:3]).batch(2))
    print(np.round(np.stack(list(rows)), 4).tolist())


main()
