import tensorflow as tf


def model_fn(features, labels, mode, params):
    hidden = tf.layers.dense(features, params["units"], activation=tf.nn.relu)
    outputs = tf.layers.dense(hidden, 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"outputs": outputs})
    loss = tf.losses.mean_squared_error(labels, outputs, scope="loss")
    optimizer = tf.train.AdagradOptimizer(0.1, use_locking=True, name="adagrad")
    train_op = optimizer.minimize(loss, tf.train.get_global_step(), name="train")
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    return tf.data.Dataset.from_tensor_slices(([[1.], [2.]], [[2.], [4.]])).batch(1)


estimator = tf.estimator.Estimator(
    model_fn, params={"units": 8},
    config=tf.estimator.RunConfig(keep_checkpoint_max=1, save_checkpoints_steps=500, log_step_count_steps=10))
estimator.train(input_fn, steps=100)
