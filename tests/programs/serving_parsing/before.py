# -*- coding: utf-8 -*-
"""Churn: three signatures over serialized examples, exported twice, one of them from an earlier checkpoint."""
from __future__ import print_function

import os
import tempfile

import numpy as np
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_integer("steps", 30, "Training steps.")
flags.DEFINE_string("servable_model_dir", "", "export servable model for TensorFlow Serving")
FLAGS = flags.FLAGS

FEATURE_SPEC = {
    "usage": tf.FixedLenFeature([3], tf.float32),
    "plan": tf.FixedLenFeature([], tf.string, default_value="basic"),
    "calls": tf.VarLenFeature(tf.float32),
}


def model_fn(features, labels, mode):
    """Logistic regression with an offset for the plan."""
    calls = tf.sparse_tensor_to_dense(features["calls"])
    total = tf.reduce_sum(calls, axis=1, keepdims=True)
    premium = tf.expand_dims(tf.to_float(tf.equal(features["plan"], "premium")), 1)
    inputs = tf.concat([features["usage"], total, premium], axis=1)
    logits = tf.layers.dense(inputs, 1, kernel_initializer=tf.constant_initializer([0.1, -0.2, 0.3, -0.1, 0.2]))
    prob = tf.sigmoid(logits)

    predictions = {"prob": prob, "logits": logits}
    two = tf.concat([1 - prob, prob], axis=1)
    names = tf.tile(tf.constant([["stay", "leave"]]), [tf.shape(prob)[0], 1])
    export_outputs = {
        tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY:
            tf.estimator.export.PredictOutput(predictions),
        "classification": tf.estimator.export.ClassificationOutput(scores=two, classes=names),
        "regression": tf.estimator.export.RegressionOutput(value=prob),
    }
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions, export_outputs=export_outputs)

    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=logits, labels=labels))
    eval_metric_ops = {"auc": tf.metrics.auc(labels, prob)}
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(
            mode=mode, predictions=predictions, loss=loss, eval_metric_ops=eval_metric_ops)
    optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.5)
    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    if mode == tf.estimator.ModeKeys.TRAIN:
        return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions, loss=loss, train_op=train_op)


def make_example(usage, plan, calls):
    feature = {
        "usage": tf.train.Feature(float_list=tf.train.FloatList(value=usage)),
        "calls": tf.train.Feature(float_list=tf.train.FloatList(value=calls)),
    }
    if plan is not None:
        feature["plan"] = tf.train.Feature(bytes_list=tf.train.BytesList(value=[plan.encode()]))
    return tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString()


def make_examples():
    random = np.random.RandomState(3)
    examples, labels = [], []
    for index in range(64):
        usage = random.rand(3)
        plan = [None, "basic", "premium"][index % 3]
        examples.append(make_example(usage, plan, random.rand(index % 4)))
        labels.append([float(usage[0] > usage[1])])
    return examples, np.array(labels, np.float32)


def input_fn(num_epochs=None):
    examples, labels = make_examples()
    dataset = tf.data.Dataset.from_tensor_slices((examples, labels)).batch(16)
    dataset = dataset.map(lambda serialized, label: (tf.parse_example(serialized, FEATURE_SPEC), label))
    return dataset.repeat(num_epochs)


def main(_):
    base = FLAGS.servable_model_dir or tempfile.mkdtemp()
    model_dir = os.path.join(base, "model")
    churn = tf.estimator.Estimator(model_fn=model_fn, model_dir=model_dir)
    churn.train(input_fn=lambda: input_fn(), steps=FLAGS.steps)
    serving_input_receiver_fn = tf.estimator.export.build_parsing_serving_input_receiver_fn(FEATURE_SPEC)
    notes = os.path.join(base, "notes.txt")
    with tf.gfile.Open(notes, "w") as out:
        out.write("churn model")
    exported = churn.export_savedmodel(
        os.path.join(base, "servable"), serving_input_receiver_fn, assets_extra={"doc/notes.txt": notes})

    request = [make_example([0.9, 0.1, 0.5], "premium", [1.0, 0.5]), make_example([0.2, 0.7, 0.1], None, [])]
    for key, name in ((None, "examples"), ("classification", "inputs"), ("regression", "inputs")):
        predict_fn = tf.contrib.predictor.from_saved_model(exported, signature_def_key=key)
        response = predict_fn({name: request})
        for output in sorted(response):
            print(key, output, response[output].dtype, response[output].ravel().tolist() if output == "classes" else
                  np.round(response[output].ravel(), 5).tolist())
    with tf.gfile.Open(os.path.join(exported.decode("utf-8"), "assets.extra", "doc", "notes.txt")) as copied:
        print(copied.read())

    score = tf.contrib.predictor.from_estimator(churn, serving_input_receiver_fn)
    print(np.round(score({"examples": request[:1]})["prob"], 5))


if __name__ == "__main__":
    tf.app.run()
