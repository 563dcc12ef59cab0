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


estimator = tf.estimator.Estimator(model_fn, params={"units": 8})
train_spec = tf.estimator.TrainSpec(input_fn, max_steps=20)
eval_spec = tf.estimator.EvalSpec(input_fn, steps=None, name="eval", start_delay_secs=10, throttle_secs=30)
tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)
