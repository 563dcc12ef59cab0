"""Fine-tunes the encoder on a toy classification task, with a tied language model loss beside it."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import modeling
import numpy as np
import optimization
import tensorflow as tf

flags = tf.flags
FLAGS = flags.FLAGS

flags.DEFINE_bool("do_train", True, "Whether to run training.")
flags.DEFINE_bool("do_eval", True, "Whether to run eval on the dev set.")
flags.DEFINE_integer("train_batch_size", 8, "Total batch size for training.")
flags.DEFINE_integer("eval_batch_size", 4, "Total batch size for eval.")
flags.DEFINE_float("learning_rate", 0.01, "The initial learning rate for Adam.")
flags.DEFINE_integer("num_train_steps", 12, "Steps.")
flags.DEFINE_integer("num_warmup_steps", 4, "Steps of warm-up.")
flags.DEFINE_bool("use_tpu", False, "Whether to use TPU or GPU/CPU.")


def get_masked_lm_output(config, input_tensor, output_weights, label_ids):
  """Gets the loss for the language model, whose output weights are the input embeddings."""
  with tf.variable_scope("cls/predictions"):
    with tf.variable_scope("transform"):
      input_tensor = tf.layers.dense(
          input_tensor, units=config.hidden_size,
          activation=modeling.get_activation(config.hidden_act),
          kernel_initializer=modeling.embedding_initializer())
      input_tensor = modeling.layer_norm(input_tensor)
    output_bias = tf.get_variable("output_bias", shape=[config.vocab_size], initializer=tf.zeros_initializer())
    logits = tf.matmul(tf.reshape(input_tensor, [-1, config.hidden_size]), output_weights, transpose_b=True)
    logits = tf.nn.bias_add(logits, output_bias)
    log_probs = tf.nn.log_softmax(logits, axis=-1)
    one_hot_labels = tf.one_hot(tf.reshape(label_ids, [-1]), depth=config.vocab_size, dtype=tf.float32)
    return tf.reduce_mean(-tf.reduce_sum(log_probs * one_hot_labels, axis=[-1]))


def create_model(config, is_training, input_ids, input_mask, labels, num_labels):
  """Creates a classification model."""
  model = modeling.EncoderModel(
      config=config, is_training=is_training, input_ids=input_ids, input_mask=input_mask, scope="bert")
  output_layer = model.get_pooled_output()
  hidden_size = output_layer.shape[-1].value

  output_weights = tf.get_variable(
      "output_weights", [num_labels, hidden_size], initializer=modeling.embedding_initializer())
  output_bias = tf.get_variable("output_bias", [num_labels], initializer=tf.zeros_initializer())

  lm_loss = get_masked_lm_output(config, model.get_sequence_output(), model.get_embedding_table(), input_ids)
  with tf.variable_scope("loss"):
    logits = tf.matmul(output_layer, output_weights, transpose_b=True)
    logits = tf.nn.bias_add(logits, output_bias)
    probabilities = tf.nn.softmax(logits, axis=-1)
    log_probs = tf.nn.log_softmax(logits, axis=-1)
    one_hot_labels = tf.one_hot(labels, depth=num_labels, dtype=tf.float32)
    per_example_loss = -tf.reduce_sum(one_hot_labels * log_probs, axis=-1)
    loss = tf.reduce_mean(per_example_loss) + 0.1 * lm_loss
    return (loss, per_example_loss, logits, probabilities)


def model_fn_builder(config, num_labels, learning_rate, num_train_steps, num_warmup_steps, use_tpu):
  """Returns `model_fn` closure for TPUEstimator."""

  def model_fn(features, labels, mode, params):  # pylint: disable=unused-argument
    """The `model_fn` for TPUEstimator."""
    tf.logging.info("*** Features ***")
    for name in sorted(features.keys()):
      tf.logging.info("  name = %s, shape = %s" % (name, features[name].shape))

    input_ids = features["input_ids"]
    input_mask = features["input_mask"]
    label_ids = features["label_ids"]
    is_training = (mode == tf.estimator.ModeKeys.TRAIN)

    (total_loss, per_example_loss, logits, probabilities) = create_model(
        config, is_training, input_ids, input_mask, label_ids, num_labels)

    output_spec = None
    if mode == tf.estimator.ModeKeys.TRAIN:
      train_op = optimization.create_optimizer(
          total_loss, learning_rate, num_train_steps, num_warmup_steps, use_tpu)
      output_spec = tf.contrib.tpu.TPUEstimatorSpec(mode=mode, loss=total_loss, train_op=train_op)
    elif mode == tf.estimator.ModeKeys.EVAL:

      def metric_fn(per_example_loss, label_ids, logits):
        predictions = tf.argmax(logits, axis=-1, output_type=tf.int32)
        accuracy = tf.metrics.accuracy(label_ids, predictions)
        loss = tf.metrics.mean(per_example_loss)
        return {"eval_accuracy": accuracy, "eval_loss": loss}

      eval_metrics = (metric_fn, [per_example_loss, label_ids, logits])
      output_spec = tf.contrib.tpu.TPUEstimatorSpec(mode=mode, loss=total_loss, eval_metrics=eval_metrics)
    else:
      output_spec = tf.contrib.tpu.TPUEstimatorSpec(mode=mode, predictions={"probabilities": probabilities})
    return output_spec

  return model_fn


def input_fn_builder(is_training, seq_length=6):
  rng = np.random.RandomState(11)
  ids = rng.randint(1, 20, size=(40, seq_length)).astype(np.int32)
  mask = (rng.uniform(size=(40, seq_length)) > 0.2).astype(np.int32)
  labels = (ids.sum(axis=1) % 2).astype(np.int32)

  def input_fn(params):
    batch_size = params["batch_size"]
    d = tf.data.Dataset.from_tensor_slices({"input_ids": ids, "input_mask": mask, "label_ids": labels})
    if is_training:
      d = d.repeat()
    return d.batch(batch_size=batch_size, drop_remainder=False)

  return input_fn


def main(_):
  tf.logging.set_verbosity(tf.logging.ERROR)
  config = modeling.EncoderConfig.from_dict(dict(modeling.EncoderConfig(vocab_size=20).to_dict()))
  run_config = tf.contrib.tpu.RunConfig(
      cluster=None, model_dir=None, save_checkpoints_steps=1000,
      tpu_config=tf.contrib.tpu.TPUConfig(iterations_per_loop=1000, num_shards=8))
  model_fn = model_fn_builder(
      config=config, num_labels=2, learning_rate=FLAGS.learning_rate, num_train_steps=FLAGS.num_train_steps,
      num_warmup_steps=FLAGS.num_warmup_steps, use_tpu=FLAGS.use_tpu)
  estimator = tf.contrib.tpu.TPUEstimator(
      use_tpu=FLAGS.use_tpu, model_fn=model_fn, config=run_config,
      train_batch_size=FLAGS.train_batch_size, eval_batch_size=FLAGS.eval_batch_size,
      predict_batch_size=FLAGS.eval_batch_size)

  if FLAGS.do_train:
    estimator.train(input_fn=input_fn_builder(True), max_steps=FLAGS.num_train_steps)
  if FLAGS.do_eval:
    result = estimator.evaluate(input_fn=input_fn_builder(False))
    for key in sorted(result.keys()):
      print("  %s = %.5f" % (key, result[key]))
  for i, prediction in enumerate(estimator.predict(input_fn=input_fn_builder(False))):
    if i < 3:
      print(" ".join("%.4f" % p for p in prediction["probabilities"]))


if __name__ == "__main__":
  tf.app.run()
