import tensorflow as tf

def model_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    x = tf.layers.dense(features, 4)
    x = tf.layers.batch_normalization(x, training=training)
    value = tf.layers.dense(x, 1)
    spec = dict(mode=mode, predictions={'value': value})
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(**spec)
    loss = tf.losses.huber_loss(labels, value)
    spec['loss'] = loss
    if training:
        step = tf.train.get_or_create_global_step()
        opt = tf.train.MomentumOptimizer(0.1, momentum=0.9)
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            gvs = opt.compute_gradients(loss)
            spec['train_op'] = opt.apply_gradients(gvs, global_step=step)
    return tf.estimator.EstimatorSpec(**spec)
