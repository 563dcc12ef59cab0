import tensorflow as tf

from tf1_semantics import RunConfig, ScopedTPUEstimator, TPUEstimatorSpec, dense


def model_fn(features, labels, mode, params):
    net = dense(features, 1)
    net = net + tf.zeros([params["batch_size"], 1])
    loss = tf.compat.v1.losses.mean_squared_error(labels, net)
    train_op = tf.compat.v1.train.AdamOptimizer(1e-3).minimize(
        loss, global_step=tf.compat.v1.train.get_global_step())
    return TPUEstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = ScopedTPUEstimator(model_fn, config=RunConfig(), train_batch_size=32,
                               eval_batch_size=8)
