import tensorflow as tf

tf.logging.set_verbosity(tf.logging.INFO)


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


session_config = tf.ConfigProto(allow_soft_placement=True)
session_config.gpu_options.allow_growth = True
run_config = tf.estimator.RunConfig(
    model_dir="/tmp/rates",
    tf_random_seed=19,
    session_config=session_config,
    save_summary_steps=10,
    save_checkpoints_secs=None,
    keep_checkpoint_every_n_hours=2,
    log_step_count_steps=50,
    protocol="grpc")
estimator = tf.estimator.Estimator(model_fn, params={"units": 8}, config=run_config)
estimator.train(input_fn, steps=100)
print(estimator.evaluate(input_fn, name="holdout"))
