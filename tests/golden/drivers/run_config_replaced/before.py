import tensorflow as tf

tf.logging.set_verbosity(tf.logging.INFO)


def model_fn(features, labels, mode):
    outputs = tf.layers.dense(features, 1)
    loss = tf.losses.mean_squared_error(labels, outputs)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    return tf.data.Dataset.from_tensor_slices(([[1.], [2.]], [[2.], [4.]])).batch(1)


# The model runs on the CPU.
config = tf.estimator.RunConfig(keep_checkpoint_max=2).replace(
    session_config=tf.ConfigProto(device_count={'GPU': 0}),
    log_step_count_steps=20).replace(model_dir='/tmp/replaced')
estimator = tf.estimator.Estimator(model_fn, config=config)
estimator.train(input_fn)
