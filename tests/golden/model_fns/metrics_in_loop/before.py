import tensorflow as tf

TASKS = ['click', 'buy']
THRESHOLDS = [0.3, 0.5]


def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features['x'], 2)
    probabilities = tf.nn.sigmoid(logits)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=probabilities)
    loss = tf.losses.sigmoid_cross_entropy(labels, logits)
    metrics = {'mean': tf.metrics.mean(probabilities)}
    for index, task in enumerate(TASKS):
        truth = labels[:, index]
        for threshold in THRESHOLDS:
            predicted = tf.cast(probabilities[:, index] > threshold, tf.float32)
            metrics['accuracy/%s/%.1f' % (task, threshold)] = tf.metrics.accuracy(truth, predicted)
        auc = tf.metrics.auc(truth, probabilities[:, index], num_thresholds=params['thresholds'])
        metrics['auc/' + task] = auc
    if params['extended']:
        metrics['error'] = tf.metrics.mean_absolute_error(labels, probabilities)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)


estimator = tf.estimator.Estimator(model_fn, params={'thresholds': 50, 'extended': True})
