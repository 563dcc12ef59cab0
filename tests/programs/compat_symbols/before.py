"""Sine regression, half migrated already: every TF1 name is spelled tf.compat.v1."""
from __future__ import annotations

import dataclasses
import functools
from typing import Any, Dict

import numpy as np
import tensorflow as tf


@dataclasses.dataclass
class HParams:
    units: int = 10
    depth: int = 2
    learning_rate: float = 0.02
    decay_steps: int = 60
    l2: float = 1e-3


def alternating(shape: Any, dtype: Any = None, **unused: Any) -> tf.Tensor:
    """Initializer: a fixed pattern scaled by the fan-in."""
    values = np.sin(np.arange(np.prod(shape)) * 2.0).reshape(shape) / np.sqrt(shape[0])
    return tf.constant(values, dtype=dtype or tf.float32)


def _network(x: tf.Tensor, hparams: HParams) -> tf.Tensor:
    for _ in range(hparams.depth):
        x = tf.compat.v1.layers.dense(x, hparams.units, activation=tf.nn.tanh, kernel_initializer=alternating)
    return tf.compat.v1.layers.dense(x, 1, kernel_initializer=alternating)


def model_fn(
    features: Dict[str, tf.Tensor],
    labels: tf.Tensor,
    mode: str,
    params: HParams,
) -> tf.estimator.EstimatorSpec:
    """Returns the spec of a small regression network."""
    y = _network(features["x"], params)
    y = tf.squeeze(y, axis=[1])

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions={"y": y, "x": features["x"]})

    loss = tf.compat.v1.losses.mean_squared_error(
        labels,
        y,
        reduction=tf.compat.v1.losses.Reduction.SUM_OVER_BATCH_SIZE,
    )
    kernels = [v for v in tf.compat.v1.trainable_variables() if v.name.endswith("kernel:0")]
    loss += params.l2 * tf.add_n([tf.nn.l2_loss(kernel) for kernel in kernels])

    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(
            mode=mode,
            loss=loss,
            eval_metric_ops={
                "rmse": tf.compat.v1.metrics.root_mean_squared_error(labels, y),
                "mean_y": tf.compat.v1.metrics.mean(y),
            },
        )

    global_step = tf.compat.v1.train.get_or_create_global_step()
    learning_rate = tf.compat.v1.train.cosine_decay(params.learning_rate, global_step, params.decay_steps)
    tf.compat.v1.summary.scalar("learning_rate", learning_rate)
    optimizer = tf.compat.v1.train.AdamOptimizer(learning_rate=learning_rate, epsilon=1e-3)
    train_op = optimizer.minimize(loss, global_step=global_step)
    return tf.estimator.EstimatorSpec(mode=mode, loss=loss, train_op=train_op)


def input_fn(count: int, batch_size: int, repeat: bool = False) -> tf.data.Dataset:
    x = np.linspace(-2.0, 2.0, count, dtype=np.float32)[:, np.newaxis]
    order = np.random.RandomState(count).permutation(count)
    dataset = tf.data.Dataset.from_tensor_slices(({"x": x[order]}, np.sin(2.0 * x[order, 0])))
    if repeat:
        dataset = dataset.repeat()
    return dataset.batch(batch_size, drop_remainder=repeat)


def main() -> None:
    tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)
    estimator = tf.estimator.Estimator(model_fn=model_fn, params=HParams())
    estimator.train(functools.partial(input_fn, 70, 20, repeat=True), steps=40)
    metrics = estimator.evaluate(functools.partial(input_fn, 45, 20))
    print(f"rmse {metrics['rmse']:.5f} mean {metrics['mean_y']:.5f} loss {metrics['loss']:.5f}")
    for prediction in estimator.predict(functools.partial(input_fn, 4, 4)):
        print(f"f({prediction['x'][0]:+.3f}) = {prediction['y']:+.4f}")


if __name__ == "__main__":
    main()
