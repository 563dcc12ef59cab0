import tempfile
import tensorflow as tf


def make_config(model_dir, **kwargs):
    return tf.estimator.RunConfig(model_dir=model_dir, **kwargs)


def model_fn(features, labels, mode, config):
    outputs = tf.layers.dense(features, 1, kernel_initializer=tf.ones_initializer())
    loss = tf.losses.mean_squared_error(labels, outputs)
    if mode == tf.estimator.ModeKeys.TRAIN and config.is_chief:
        print('chief of', config.num_worker_replicas)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    return tf.data.Dataset.from_tensor_slices(([[1.], [2.]], [[2.], [4.]])).batch(1).repeat()


config = make_config(tempfile.mkdtemp(), save_checkpoints_steps=3, session_config=tf.ConfigProto())
copy = config.replace(save_checkpoints_secs=30)
print(copy.save_checkpoints_steps, copy.save_checkpoints_secs, config.task_type)
estimator = tf.estimator.Estimator(model_fn, config=config)
estimator.train(input_fn, steps=8)
