"""Income prediction with example weights, fed from a pandas frame."""
from __future__ import print_function

import collections

import numpy as np
import pandas as pd
import tensorflow as tf

COLUMNS = ["age", "education_num", "hours_per_week", "weight"]
LABEL = "income"


def read_frame(rows, seed):
    random = np.random.RandomState(seed)
    frame = pd.DataFrame(collections.OrderedDict([
        ("age", random.randint(18, 80, rows).astype(np.float32)),
        ("education_num", random.randint(1, 16, rows).astype(np.float32)),
        ("hours_per_week", random.randint(10, 60, rows).astype(np.float32)),
        ("weight", random.choice([0.0, 0.5, 1.0, 2.0], rows).astype(np.float32)),
    ]))
    score = frame.age / 80 + frame.education_num / 16 + frame.hours_per_week / 60
    frame[LABEL] = (score > 1.6).astype(np.float32)
    return frame


def normalize(features):
    means = {"age": 49.0, "education_num": 8.5, "hours_per_week": 35.0}
    scales = {"age": 18.0, "education_num": 4.5, "hours_per_week": 15.0}
    columns = [(features[name] - means[name]) / scales[name] for name in sorted(means)]
    return tf.stack(columns, axis=1)


def income_model_fn(features, labels, mode, params, config):
    """A logistic regression whose examples have weights."""
    weights = features.pop("weight")
    net = normalize(features)
    if params.get("hidden"):
        net = tf.layers.dense(net, params["hidden"], tf.nn.relu, kernel_initializer=tf.ones_initializer())
    logits = tf.layers.dense(net, 1, kernel_initializer=tf.zeros_initializer(), name="logits")
    probabilities = tf.sigmoid(logits, name="probabilities")

    predictions = {
        "probabilities": probabilities,
        "classes": tf.to_int32(probabilities > 0.5),
    }
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions)

    labels = tf.reshape(labels, [-1, 1])
    weights = tf.reshape(weights, [-1, 1])
    loss = tf.losses.sigmoid_cross_entropy(labels, logits, weights=weights)

    optimizer = tf.train.FtrlOptimizer(
        learning_rate=params["learning_rate"],
        l1_regularization_strength=0.01,
        l2_regularization_strength=0.1)
    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())

    eval_metric_ops = {
        "accuracy": tf.metrics.accuracy(labels, predictions["classes"], weights=weights),
        "auc": tf.metrics.auc(labels, probabilities, weights=weights),
        "precision": tf.metrics.precision(labels, predictions["classes"], weights),
        "recall": tf.metrics.recall(labels, predictions["classes"]),
        "label/mean": tf.metrics.mean(labels, weights),
    }
    return tf.estimator.EstimatorSpec(mode, predictions, loss, train_op, eval_metric_ops)


def main():
    train, test = read_frame(120, 0), read_frame(50, 1)
    train_input_fn = tf.estimator.inputs.pandas_input_fn(
        x=train[COLUMNS], y=train[LABEL], batch_size=30, num_epochs=10, shuffle=False)
    test_input_fn = tf.estimator.inputs.pandas_input_fn(
        x=test[COLUMNS], y=test[LABEL], batch_size=20, num_epochs=1, shuffle=False)

    model = tf.estimator.Estimator(
        income_model_fn,
        config=tf.estimator.RunConfig(save_checkpoints_steps=20, keep_checkpoint_max=2),
        params={"learning_rate": 0.5, "hidden": None})
    model.train(train_input_fn)
    results = model.evaluate(test_input_fn)
    for name, value in sorted(results.items()):
        print("{:20s}{:.6g}".format(name, value))

    classes = [int(p["classes"][0]) for p in model.predict(test_input_fn)]
    print("positive:", sum(classes), "of", len(classes))


if __name__ == "__main__":
    main()
