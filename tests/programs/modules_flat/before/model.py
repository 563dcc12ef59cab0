import tensorflow as tf

import nets
from optim import make_train_op as train_op_fn


def model_fn(features, labels, mode, params):
    is_training = mode == tf.estimator.ModeKeys.TRAIN
    net = nets.encoder(features['x'], params['hidden'], is_training, params['dropout'])
    logits = tf.layers.dense(net, 1, kernel_initializer=tf.initializers.constant(0.3), name='logits')
    probs = tf.sigmoid(logits)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'p': probs})
    loss = nets.focal_loss(labels, logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={'auc': tf.metrics.auc(labels, probs)})
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op_fn(loss, params['lr']))
