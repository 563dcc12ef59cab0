"""A function of the step chooses among schedules; one of them begins behind a warmup."""
import tensorflow as tf


def build(name, step, params):
    if name == 'sgdr':
        return tf.train.cosine_decay_restarts(params['lr'], step, 6, t_mul=2.0, m_mul=0.8)
    warm = params['lr'] * tf.cast(step + 1, tf.float32) / 5.
    after = tf.train.cosine_decay(params['lr'], step - 5, 20)
    return tf.cond(step < 5, lambda: warm, lambda: after)


def model_fn(features, labels, mode, params):
    w = tf.get_variable('w', [3, 1], initializer=tf.zeros_initializer())
    out = tf.matmul(features['x'], w)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=out)
    loss = tf.reduce_mean(tf.square(out - labels))
    step = tf.train.get_or_create_global_step()
    lr = build(params['schedule'], step, params)
    tf.summary.scalar('learning_rate', lr)
    train_op = tf.train.GradientDescentOptimizer(lr).minimize(loss, global_step=step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops={'lr': tf.metrics.mean(lr)} if mode == tf.estimator.ModeKeys.EVAL else None)
