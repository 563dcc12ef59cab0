import tensorflow as tf

TASKS = {'click': 'binary', 'dwell': 'regression'}


def model_fn(features, labels, mode, params):
    net = tf.layers.dense(features['x'], 4, activation=tf.nn.relu)
    predictions = {}
    for task in sorted(TASKS):
        predictions[task] = tf.squeeze(tf.layers.dense(net, 1, name=task), axis=1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    losses, metrics = {}, {}
    for task, kind in TASKS.items():
        target = tf.cast(labels[task], tf.float32)
        if kind == 'binary':
            # Clicks are rare.
            losses[task] = tf.losses.sigmoid_cross_entropy(target, predictions[task])
            metrics[task + '/auc'] = tf.metrics.auc(target, tf.sigmoid(predictions[task]))
        else:
            losses[task] = tf.losses.huber_loss(target, predictions[task])
        metrics[task + '/loss'] = tf.metrics.mean(losses[task])
        tf.summary.scalar('loss/' + task, losses[task])
    loss = tf.add_n([params['weights'][task] * losses[task] for task in TASKS])
    train_op = None
    if mode == tf.estimator.ModeKeys.TRAIN:
        train_op = tf.train.AdamOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)


estimator = tf.estimator.Estimator(model_fn, params={'weights': {'click': 1.0, 'dwell': 0.3}})
