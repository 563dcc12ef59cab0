"""A configurable MLP: batch norm and dropout are switched on by the hyperparameters."""
from __future__ import absolute_import, division, print_function

import json

import numpy as np
import tensorflow as tf

from tensorflow.python.platform import tf_logging as logging


def kernel(rows, cols, gain=1.0):
    values = gain * np.sin(np.arange(rows * cols) * 0.9) / np.sqrt(rows)
    return tf.constant_initializer(values.reshape((rows, cols)))


def build_mlp(inputs, params, is_training):
    net = inputs
    width = int(inputs.shape[1])
    for i, units in enumerate(params["hidden_units"]):
        with tf.variable_scope("layer_%d" % i):
            net = tf.layers.dense(net, units, use_bias=not params["use_batch_norm"],
                                  kernel_initializer=kernel(width, units))
            # batch norm goes before the activation
            if params["use_batch_norm"]:
                net = tf.layers.batch_normalization(net, momentum=0.9, training=is_training)
            net = tf.nn.relu(net)
            if params["dropout"] > 0:
                net = tf.layers.dropout(net, rate=params["dropout"], training=is_training)
            width = units
    return tf.layers.dense(net, params["num_classes"], kernel_initializer=kernel(width, params["num_classes"]))


def model_fn(features, labels, mode, params):
    """Model function: one EstimatorSpec for all modes."""
    is_training = mode == tf.estimator.ModeKeys.TRAIN
    logits = build_mlp(features["inputs"], params, is_training)

    loss, train_op, eval_metric_ops = None, None, None
    predictions = {"classes": tf.argmax(logits, axis=-1), "probabilities": tf.nn.softmax(logits)}

    if mode in (tf.estimator.ModeKeys.TRAIN, tf.estimator.ModeKeys.EVAL):
        loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)

    if mode == tf.estimator.ModeKeys.TRAIN:
        global_step = tf.train.get_or_create_global_step()
        learning_rate = tf.train.piecewise_constant(
            global_step,
            boundaries=params["boundaries"],
            values=[params["learning_rate"] * decay for decay in (1.0, 0.5, 0.1)])
        tf.identity(learning_rate, "learning_rate")
        tf.summary.scalar("learning_rate", learning_rate)

        optimizer = tf.train.MomentumOptimizer(learning_rate=learning_rate, momentum=0.9)
        update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies(update_ops):
            train_op = optimizer.minimize(loss, global_step)

    if mode == tf.estimator.ModeKeys.EVAL:
        eval_metric_ops = {
            "accuracy": tf.metrics.accuracy(labels, predictions["classes"]),
            "true_class_probability": tf.metrics.mean(
                tf.reduce_sum(tf.one_hot(labels, params["num_classes"]) * predictions["probabilities"], axis=1)),
        }

    return tf.estimator.EstimatorSpec(
        mode=mode,
        predictions=predictions,
        loss=loss,
        train_op=train_op,
        eval_metric_ops=eval_metric_ops,
        export_outputs={"serving_default": tf.estimator.export.PredictOutput(predictions)})


def clusters(count, seed, num_classes):
    random = np.random.RandomState(seed)
    labels = random.randint(num_classes, size=count)
    centers = np.array([[1, 0, 0, 2, -1], [0, 1, -1, 0, 1], [-1, -1, 1, 0, 0], [1, 1, 1, -2, 0]], np.float64)
    inputs = centers[labels] + random.normal(scale=0.5, size=(count, 5))
    return {"inputs": inputs.astype(np.float32)}, labels.astype(np.int64)


def input_fn(mode, params):
    """The Estimator passes mode and params to an input_fn that asks for them."""
    training = mode == tf.estimator.ModeKeys.TRAIN
    dataset = tf.data.Dataset.from_tensor_slices(clusters(160 if training else 60, int(training), params["num_classes"]))
    if training:
        dataset = dataset.repeat()
    return dataset.batch(params["batch_size"])


def main():
    params = {
        "hidden_units": [12, 8],
        "use_batch_norm": True,
        "dropout": 0.0,
        "num_classes": 4,
        "learning_rate": 0.1,
        "boundaries": [15, 25],
        "batch_size": 32,
    }
    logging.set_verbosity(logging.WARN)
    run_config = tf.estimator.RunConfig(tf_random_seed=1, save_summary_steps=10, log_step_count_steps=10)
    classifier = tf.estimator.Estimator(model_fn=model_fn, params=params, config=run_config)
    classifier.train(input_fn=input_fn, steps=35)
    eval_results = classifier.evaluate(input_fn=input_fn)
    print(json.dumps({key: round(float(value), 5) for key, value in eval_results.items()}, sort_keys=True))
    first = next(classifier.predict(input_fn))
    print(first["classes"], " ".join("{:.4f}".format(p) for p in first["probabilities"]))


if __name__ == "__main__":
    main()
