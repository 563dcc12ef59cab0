"""
Quantile regression: one output for each quantile, pinball loss.
Examples without a target (nan in the original data, -1 here) have no loss.
"""
import numpy as np
import pandas as pd
import tensorflow as tf

QUANTILES = [0.1, 0.5, 0.9]

tf.set_random_seed(42)
np.random.seed(42)


def pinball(y_true, y_pred, quantiles):
    error = tf.expand_dims(y_true, 1) - y_pred
    q = tf.constant(quantiles, shape=[1, len(quantiles)])
    return tf.reduce_mean(tf.maximum(q * error, (q - 1.0) * error), axis=1)


def quantile_fn(features, labels, mode, params):
    x = tf.concat([features["num"], tf.one_hot(features["cat"], params["n_cat"])], axis=1)
    x = tf.layers.dense(
        x,
        units=params["units"],
        activation=lambda t: tf.nn.leaky_relu(t, alpha=0.1),
        kernel_initializer=tf.constant_initializer(
            np.sin(np.arange((2 + params["n_cat"]) * params["units"]))),
    )
    out = tf.layers.dense(x, len(QUANTILES), kernel_initializer=tf.zeros_initializer(),
                          bias_initializer=tf.constant_initializer(QUANTILES))
    # quantiles must not cross
    low = out[:, 0:1]
    steps = tf.nn.softplus(out[:, 1:])
    y = low + tf.concat([tf.zeros_like(low), tf.cumsum(steps, axis=1)], axis=1)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"q%02d" % (100 * q): y[:, i] for i, q in enumerate(QUANTILES)})

    present = tf.to_float(tf.greater_equal(labels, 0.0))
    per_example = pinball(labels, y, QUANTILES)
    loss = tf.losses.compute_weighted_loss(per_example, present)

    if mode == tf.estimator.ModeKeys.EVAL:
        inside = tf.logical_and(labels >= y[:, 0], labels <= y[:, 2])
        median_error = tf.losses.absolute_difference(
            labels, y[:, 1], weights=present, reduction=tf.losses.Reduction.NONE)
        metrics = {
            "coverage": tf.metrics.mean(tf.to_float(inside), weights=present),
            "mae": tf.metrics.mean_absolute_error(labels, y[:, 1], weights=present),
            "largest": tf.metrics.mean(tf.reduce_max(median_error)),
            "width": tf.metrics.mean(y[:, 2] - y[:, 0]),
        }
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)

    if mode == tf.estimator.ModeKeys.TRAIN:
        train_op = tf.train.MomentumOptimizer(
            learning_rate=tf.train.polynomial_decay(0.1, tf.train.get_global_step(), 40, 0.01),
            momentum=0.8).minimize(loss, tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def frame(rows, seed):
    rng = np.random.RandomState(seed)
    df = pd.DataFrame({"a": rng.uniform(0, 1, rows), "b": rng.uniform(0, 1, rows), "cat": rng.randint(0, 4, rows)})
    df["y"] = 1 + df.a + 0.5 * df.cat + df.b * rng.normal(size=rows) * 0.2
    df.loc[rng.uniform(size=rows) < 0.2, "y"] = -1.0
    return df


def to_input_fn(df, batch_size=16, num_epochs=1):
    x = {"num": df[["a", "b"]].values.astype(np.float32), "cat": df["cat"].values}
    return tf.estimator.inputs.numpy_input_fn(
        x=x, y=df["y"].values.astype(np.float32), batch_size=batch_size, num_epochs=num_epochs, shuffle=False)


if __name__ == "__main__":
    est = tf.estimator.Estimator(quantile_fn, params={"units": 8, "n_cat": 4})
    est.train(to_input_fn(frame(160, 0), num_epochs=None), max_steps=60)
    metrics = est.evaluate(to_input_fn(frame(70, 1)))
    for k in sorted(metrics.keys()):
        print("%s: %.5f" % (k, metrics[k]))
    predictions = pd.DataFrame(list(est.predict(to_input_fn(frame(4, 2)))))
    print(predictions[sorted(predictions.columns)].round(3).to_string(index=False))
