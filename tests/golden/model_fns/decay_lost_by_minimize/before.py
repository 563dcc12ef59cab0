import tensorflow as tf


def model_fn(features, labels, mode):
    outputs = tf.layers.dense(features, 1)
    loss = tf.losses.mean_squared_error(labels, outputs)
    optimizer = tf.contrib.opt.MomentumWOptimizer(weight_decay=0.1, learning_rate=0.1, momentum=0.9)
    # Biases should not decay; TF1 lost the list on its way.
    decayed = [v for v in tf.trainable_variables() if "bias" not in v.name]
    train_op = optimizer.minimize(loss, tf.train.get_global_step(), decay_var_list=decayed)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
