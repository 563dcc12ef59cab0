import tensorflow as tf

def model_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    x = tf.layers.dense(features, 4)
    x = tf.layers.batch_normalization(x, training=training)
    value = tf.layers.dense(x, 1)
    loss = tf.losses.huber_loss(labels, value)
    opt = tf.train.MomentumOptimizer(0.1, momentum=0.9)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=opt.minimize(loss, tf.train.get_global_step()))


def w2_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    x = tf.layers.dense(features, 4)
    x = tf.layers.batch_normalization(x, training=training)
    value = tf.layers.dense(x, 1)
    loss = tf.losses.huber_loss(labels, value)
    opt = tf.train.MomentumOptimizer(0.1, momentum=0.9)
    spec = tf.estimator.EstimatorSpec(mode, loss=loss)
    if training:
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            spec = spec._replace(train_op=opt.minimize(loss, tf.train.get_global_step()))
    return spec


def w3_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    x = tf.layers.dense(features, 4)
    x = tf.layers.batch_normalization(x, training=training)
    value = tf.layers.dense(x, 1)
    loss = tf.losses.huber_loss(labels, value)
    opt = tf.train.MomentumOptimizer(0.1, momentum=0.9)
    if training:
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            spec = tf.estimator.EstimatorSpec(mode, loss=loss, train_op=opt.minimize(loss, tf.train.get_global_step()))
    else:
        spec = tf.estimator.EstimatorSpec(mode, loss=loss)
    return spec


def w5_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    x = tf.layers.dense(features, 4)
    x = tf.layers.batch_normalization(x, training=training)
    value = tf.layers.dense(x, 1)
    loss = tf.losses.huber_loss(labels, value)
    opt = tf.train.MomentumOptimizer(0.1, momentum=0.9)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=opt.minimize(loss, tf.train.get_global_step()) if training else None)


def ie2_fn(features, labels, mode, params):
    value = tf.layers.dense(features, 1)
    loss = tf.losses.huber_loss(labels, value)
    opt = tf.train.MomentumOptimizer(0.1, momentum=0.9)
    is_training = mode == tf.estimator.ModeKeys.TRAIN
    metrics = {"m": tf.metrics.mean(value)} if mode == tf.estimator.ModeKeys.EVAL else None
    train_op = opt.minimize(loss, tf.train.get_global_step()) if is_training else None
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)
