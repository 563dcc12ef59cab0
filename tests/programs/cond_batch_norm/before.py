"""Batch normalization by hand: tf.cond picks between the statistics of the batch and moving ones."""
import numpy as np
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_float("decay", 0.9, "of the moving statistics")
flags.DEFINE_integer("steps", 30, "training steps")
FLAGS = flags.FLAGS


def initial(*shape):
    return np.float32(np.cos(np.arange(np.prod(shape)) * 0.9).reshape(shape) * 0.5)


def batch_norm(x, n_out, phase_train, scope="bn"):
    with tf.variable_scope(scope):
        beta = tf.Variable(tf.constant(0.0, shape=[n_out]), name="beta", trainable=True)
        gamma = tf.Variable(tf.constant(1.0, shape=[n_out]), name="gamma", trainable=True)
        batch_mean, batch_var = tf.nn.moments(x, [0], name="moments")
        ema = tf.train.ExponentialMovingAverage(decay=FLAGS.decay)

        def mean_var_with_update():
            ema_apply_op = ema.apply([batch_mean, batch_var])
            with tf.control_dependencies([ema_apply_op]):
                return tf.identity(batch_mean), tf.identity(batch_var)

        mean, var = tf.cond(phase_train, mean_var_with_update,
                            lambda: (ema.average(batch_mean), ema.average(batch_var)))
        return tf.nn.batch_normalization(x, mean, var, beta, gamma, 1e-3)


def model_fn(features, labels, mode, params):
    phase_train = tf.constant(mode == tf.estimator.ModeKeys.TRAIN, dtype=tf.bool)
    net = features["x"]
    for i, units in enumerate(params["hidden"]):
        with tf.variable_scope("layer_%d" % i):
            w = tf.get_variable("w", initializer=initial(int(net.get_shape()[1]), units))
            net = batch_norm(tf.matmul(net, w), units, phase_train)
            net = tf.nn.elu(net)
    w = tf.get_variable("out", initializer=initial(params["hidden"][-1], 1))
    output = tf.squeeze(tf.matmul(net, w), 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"y": output})
    loss = tf.losses.huber_loss(labels, output)
    metrics = {"mae": tf.metrics.mean_absolute_error(labels, output)}
    step = tf.train.get_global_step()
    rate = tf.train.exponential_decay(0.1, step, 10, 0.8, staircase=True)
    optimizer = tf.train.MomentumOptimizer(rate, 0.5)
    grads = optimizer.compute_gradients(loss)
    capped = [(tf.clip_by_norm(g, 1.0), v) for g, v in grads if g is not None]
    train_op = optimizer.apply_gradients(capped, global_step=step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)


def data(count, seed):
    random = np.random.RandomState(seed)
    x = np.float32(random.normal(2.0, 1.5, size=(count, 4)))
    return {"x": x}, np.float32(np.sin(x[:, 0]) + x[:, 1] * 0.3)


def main(_):
    train, test = data(64, 0), data(32, 1)
    estimator = tf.estimator.Estimator(model_fn, params={"hidden": [6, 5]})
    for _ in range(2):
        estimator.train(lambda: tf.data.Dataset.from_tensor_slices(train).repeat().batch(16), steps=FLAGS.steps // 2)
        result = estimator.evaluate(lambda: tf.data.Dataset.from_tensor_slices(test).batch(16))
        print(sorted(result.items()))
    found = estimator.predict(lambda: tf.data.Dataset.from_tensor_slices(test).batch(16))
    print(["%.4f" % next(found)["y"] for _ in range(4)])
    print(sorted(estimator.get_variable_names())[:6])
    print(np.round(estimator.get_variable_value("layer_1/bn/gamma"), 4))


if __name__ == "__main__":
    tf.app.run()
