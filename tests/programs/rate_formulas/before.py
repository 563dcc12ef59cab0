"""Rates that are formulas of the step: a cycle, a warmup with restarts behind it, a decay that never decays."""
import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)


def cyclic_learning_rate(global_step, base_lr=0.01, max_lr=0.1, step_size=20., gamma=0.99994, mode="triangular"):
    """Cyclical learning rates."""
    def triangular():
        step = tf.cast(global_step, tf.float32)
        cycle = tf.floor(1 + step / (2. * step_size))
        x = tf.abs(step / step_size - 2 * cycle + 1)
        clr = (max_lr - base_lr) * tf.maximum(0., 1 - x)
        if mode == "triangular2":
            clr = clr / tf.pow(2., cycle - 1)
        if mode == "exp_range":
            clr = tf.pow(gamma, step) * clr
        return clr + base_lr
    return triangular()


def line(features):
    return tf.layers.dense(features, 1, kernel_initializer=tf.zeros_initializer(), name="line")


def cyclic_model_fn(features, labels, mode, params):
    y = line(features)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"y": y})
    loss = tf.losses.mean_squared_error(labels, y)
    global_step = tf.train.get_or_create_global_step()
    # The peaks are half as high in each cycle.
    lr = cyclic_learning_rate(global_step, params["lr"], params["max_lr"], params["step_size"], mode="triangular2")
    tf.summary.scalar("learning_rate", lr)
    optimizer = tf.train.GradientDescentOptimizer(lr)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=optimizer.minimize(loss, global_step))


def restarts_model_fn(features, labels, mode, params):
    y = line(features)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"y": y})
    loss = tf.losses.mean_squared_error(labels, y)
    step = tf.train.get_global_step()
    warmup = 3
    # The cosine is counted from the end of the warmup.
    decayed = tf.train.cosine_decay_restarts(params["max_lr"], step - warmup, params["step_size"], t_mul=2.0, m_mul=0.5)
    rising = params["max_lr"] * tf.to_float(step) / tf.to_float(warmup)
    learning_rate = tf.cond(step < warmup, lambda: rising, lambda: decayed)
    optimizer = tf.train.MomentumOptimizer(learning_rate, 0.3)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=optimizer.minimize(loss, global_step=step))


def constant_model_fn(features, labels, mode, params):
    y = line(features)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"y": y})
    loss = tf.losses.mean_squared_error(labels, y)
    global_step = tf.Variable(0, trainable=False)
    slope_rate = tf.train.exponential_decay(params["lr"], 2, 2, 0.5, staircase=True)
    bias_rate = tf.train.polynomial_decay(params["max_lr"], global_step, 4, 0.01)
    slope, bias = tf.trainable_variables()
    step = tf.train.get_global_step()
    train_op = tf.group(
        tf.train.GradientDescentOptimizer(slope_rate).minimize(loss, step, [slope]),
        tf.train.GradientDescentOptimizer(bias_rate).minimize(loss, var_list=[bias]))
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    x = np.arange(8, dtype=np.float32).reshape(8, 1) / 8
    return tf.data.Dataset.from_tensor_slices((x, 3 * x + 1)).batch(4).repeat()


def follow(regressor):
    ends = lambda: tf.data.Dataset.from_tensor_slices(np.float32([[0], [1]])).batch(2)
    for steps in (3, 5, 9):
        regressor.train(input_fn, steps=steps)
        print(["%.5f" % one["y"][0] for one in regressor.predict(ends)])


def main():
    params = {"lr": 0.1, "max_lr": 0.4, "step_size": 4}
    follow(tf.estimator.Estimator(cyclic_model_fn, params=params))
    follow(tf.estimator.Estimator(restarts_model_fn, params=params))
    follow(tf.estimator.Estimator(constant_model_fn, params=params))


if __name__ == "__main__":
    main()
