import tensorflow as tf


def model_fn(features, labels, mode, params):
    net = tf.layers.dense(features, 1)
    net = net + tf.zeros([params["batch_size"], 1])
    loss = tf.losses.mean_squared_error(labels, net)
    train_op = tf.train.AdamOptimizer(1e-3).minimize(loss, global_step=tf.train.get_global_step())
    return tf.contrib.tpu.TPUEstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.contrib.tpu.TPUEstimator(model_fn, config=tf.contrib.tpu.RunConfig(), train_batch_size=32,
                                        eval_batch_size=8, use_tpu=False)
