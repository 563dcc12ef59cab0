"""Sentence classifier with a TPUEstimator that runs without a TPU."""
from __future__ import absolute_import, division, print_function

import functools

import numpy as np
import tensorflow as tf

flags = tf.flags
FLAGS = flags.FLAGS

flags.DEFINE_integer("train_batch_size", 12, "Total batch size for training.")
flags.DEFINE_integer("eval_batch_size", 10, "Total batch size for eval.")
flags.DEFINE_integer("predict_batch_size", 4, "Total batch size for predict.")
flags.DEFINE_integer("num_train_steps", 14, "Steps of the training.")
flags.DEFINE_integer("iterations_per_loop", 100, "How many steps to make in each estimator call.")
flags.DEFINE_bool("use_tpu", False, "Whether to use TPU or GPU/CPU.")
flags.DEFINE_string("tpu_name", None, "The Cloud TPU to use for training.")
flags.DEFINE_string("master", None, "TensorFlow master URL.")
flags.DEFINE_integer("num_tpu_cores", 8, "Total number of TPU cores to use.")

VOCABULARY, LENGTH, CLASSES = 20, 6, 3


def uniform(seed):
    def initializer(shape, dtype=None, partition_info=None):
        return tf.constant(np.random.RandomState(seed).uniform(-0.4, 0.4, shape), tf.float32)
    return initializer


def input_fn_builder(ids, labels, is_training, drop_remainder):
    """Creates an `input_fn` closure to be passed to TPUEstimator."""

    def input_fn(params):
        """The actual input function."""
        batch_size = params["batch_size"]
        d = tf.data.Dataset.from_tensor_slices({"input_ids": ids, "label_ids": labels})
        if is_training:
            d = d.repeat()
        return d.batch(batch_size=batch_size, drop_remainder=drop_remainder)

    return input_fn


def predict_input_fn(params, ids):
    d = tf.data.Dataset.from_tensor_slices({"input_ids": ids, "label_ids": np.zeros(len(ids), np.int32)})
    return d.batch(params["batch_size"])


def create_model(input_ids, label_ids, num_labels, is_training):
    """Creates a classification model."""
    with tf.variable_scope("embeddings"):
        table = tf.get_variable("word_embeddings", [VOCABULARY, 8], initializer=uniform(1))
    output = tf.reduce_mean(tf.nn.embedding_lookup(table, input_ids), axis=1)
    with tf.variable_scope("pooler"):
        output = tf.layers.dense(output, 8, activation=tf.tanh, kernel_initializer=uniform(2))
    hidden_size = output.shape[-1].value

    output_weights = tf.get_variable("output_weights", [num_labels, hidden_size], initializer=uniform(3))
    output_bias = tf.get_variable("output_bias", [num_labels], initializer=tf.zeros_initializer())

    with tf.variable_scope("loss"):
        if is_training:
            output = tf.nn.dropout(output, keep_prob=1.0)
        logits = tf.matmul(output, output_weights, transpose_b=True)
        logits = tf.nn.bias_add(logits, output_bias)
        probabilities = tf.nn.softmax(logits, axis=-1)
        log_probs = tf.nn.log_softmax(logits, axis=-1)
        one_hot_labels = tf.one_hot(label_ids, depth=num_labels, dtype=tf.float32)
        per_example_loss = -tf.reduce_sum(one_hot_labels * log_probs, axis=-1)
        loss = tf.reduce_mean(per_example_loss)
        return loss, per_example_loss, logits, probabilities


def model_fn_builder(num_labels, learning_rate, use_tpu):
    """Returns `model_fn` closure for TPUEstimator."""

    def model_fn(features, labels, mode, params):
        """The `model_fn` for TPUEstimator."""
        tf.logging.info("*** Features ***")
        for name in sorted(features.keys()):
            tf.logging.info("  name = %s, shape = %s" % (name, features[name].shape))

        input_ids = features["input_ids"]
        label_ids = features["label_ids"]
        is_training = mode == tf.estimator.ModeKeys.TRAIN

        total_loss, per_example_loss, logits, probabilities = create_model(
            input_ids, label_ids, num_labels, is_training)

        output_spec = None
        if mode == tf.estimator.ModeKeys.TRAIN:
            optimizer = tf.train.GradientDescentOptimizer(learning_rate)
            if use_tpu:
                optimizer = tf.contrib.tpu.CrossShardOptimizer(optimizer)
            train_op = optimizer.minimize(total_loss, global_step=tf.train.get_global_step())
            output_spec = tf.contrib.tpu.TPUEstimatorSpec(mode=mode, loss=total_loss, train_op=train_op)
        elif mode == tf.estimator.ModeKeys.EVAL:

            def metric_fn(per_example_loss, label_ids, logits):
                predictions = tf.argmax(logits, axis=-1, output_type=tf.int32)
                accuracy = tf.metrics.accuracy(labels=label_ids, predictions=predictions)
                loss = tf.metrics.mean(values=per_example_loss)
                return {"eval_accuracy": accuracy, "eval_loss": loss}

            eval_metrics = (metric_fn, [per_example_loss, label_ids, logits])
            output_spec = tf.contrib.tpu.TPUEstimatorSpec(mode=mode, loss=total_loss, eval_metrics=eval_metrics)
        else:
            output_spec = tf.contrib.tpu.TPUEstimatorSpec(mode=mode, predictions={"probabilities": probabilities})
        return output_spec

    return model_fn


def main(_):
    tf.logging.set_verbosity(tf.logging.ERROR)
    rng = np.random.RandomState(3)
    ids = rng.randint(0, VOCABULARY, (60, LENGTH)).astype(np.int32)
    labels = (ids[:, 0] % CLASSES).astype(np.int32)

    tpu_cluster_resolver = None
    if FLAGS.use_tpu and FLAGS.tpu_name:
        tpu_cluster_resolver = tf.contrib.cluster_resolver.TPUClusterResolver(FLAGS.tpu_name)

    is_per_host = tf.contrib.tpu.InputPipelineConfig.PER_HOST_V2
    run_config = tf.contrib.tpu.RunConfig(
        cluster=tpu_cluster_resolver,
        master=FLAGS.master,
        tpu_config=tf.contrib.tpu.TPUConfig(
            iterations_per_loop=FLAGS.iterations_per_loop,
            num_shards=FLAGS.num_tpu_cores,
            per_host_input_for_training=is_per_host))

    model_fn = model_fn_builder(num_labels=CLASSES, learning_rate=0.5, use_tpu=FLAGS.use_tpu)

    # If TPU is not available, this will fall back to normal Estimator on CPU or GPU.
    estimator = tf.contrib.tpu.TPUEstimator(
        use_tpu=FLAGS.use_tpu,
        model_fn=model_fn,
        config=run_config,
        train_batch_size=FLAGS.train_batch_size,
        eval_batch_size=FLAGS.eval_batch_size,
        predict_batch_size=FLAGS.predict_batch_size)

    train_input_fn = input_fn_builder(ids, labels, is_training=True, drop_remainder=True)
    estimator.train(input_fn=train_input_fn, max_steps=FLAGS.num_train_steps)

    eval_input_fn = input_fn_builder(ids, labels, is_training=False, drop_remainder=False)
    result = estimator.evaluate(input_fn=eval_input_fn, steps=None)
    for key in sorted(result.keys()):
        print("  %s = %.4f" % (key, result[key]))

    result = estimator.predict(input_fn=functools.partial(predict_input_fn, ids=ids[:5]))
    for prediction in result:
        print("\t".join("%.4f" % probability for probability in prediction["probabilities"]))


if __name__ == "__main__":
    tf.app.run()
