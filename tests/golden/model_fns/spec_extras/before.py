import tensorflow as tf


def model_fn(features, labels, mode):
    logits = tf.layers.dense(features['x'], 3)
    tf.summary.histogram('logits', logits)
    predictions = {'class': tf.argmax(logits, 1)}
    exported = {'serving_default': tf.estimator.export.PredictOutput(predictions)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions, export_outputs=exported)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    tf.losses.add_loss(tf.nn.l2_loss(logits))
    accuracy = tf.metrics.accuracy(labels, predictions['class'])
    tf.summary.scalar('accuracy', accuracy[1])
    hook = tf.train.LoggingTensorHook({'loss': loss}, every_n_iter=10)
    scaffold = tf.train.Scaffold(summary_op=tf.summary.merge_all())
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops={'accuracy': accuracy},
                                      training_hooks=[hook], scaffold=scaffold)


estimator = tf.estimator.Estimator(model_fn)
