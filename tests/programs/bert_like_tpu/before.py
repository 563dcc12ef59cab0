"""A small encoder in the manner of BERT: a class that builds graph, tied embeddings, an optimizer of its own, TPUEstimator."""
import copy
import math
import re

import numpy as np
import tensorflow as tf

flags = tf.flags
FLAGS = flags.FLAGS
flags.DEFINE_bool("use_tpu", False, "Whether to use TPU or GPU/CPU.")
flags.DEFINE_integer("train_batch_size", 8, "Total batch size for training.")
flags.DEFINE_integer("num_train_steps", 12, "Number of training steps.")
flags.DEFINE_integer("num_warmup_steps", 4, "Number of warmup steps.")
flags.DEFINE_float("learning_rate", 0.02, "The initial learning rate for Adam.")


class BertConfig(object):
  def __init__(self, vocab_size, hidden_size=8, num_hidden_layers=2, num_attention_heads=2,
               initializer_range=0.3, hidden_dropout_prob=0.1):
    self.vocab_size = vocab_size
    self.hidden_size = hidden_size
    self.num_hidden_layers = num_hidden_layers
    self.num_attention_heads = num_attention_heads
    self.initializer_range = initializer_range
    self.hidden_dropout_prob = hidden_dropout_prob


def create_initializer(initializer_range=0.02):
  def initializer(shape, dtype=tf.float32, partition_info=None):
    return tf.constant(initializer_range * np.sin(1.0 + np.arange(np.prod(shape)) * 0.7).reshape(shape), dtype=dtype)
  return initializer


def gelu(x):
  cdf = 0.5 * (1.0 + tf.tanh((np.sqrt(2 / np.pi) * (x + 0.044715 * tf.pow(x, 3)))))
  return x * cdf


def layer_norm(input_tensor, name=None):
  return tf.contrib.layers.layer_norm(
      inputs=input_tensor, begin_norm_axis=-1, begin_params_axis=-1, scope=name)


def dropout(input_tensor, dropout_prob):
  if dropout_prob is None or dropout_prob == 0.0:
    return input_tensor
  return tf.nn.dropout(input_tensor, 1.0 - dropout_prob)


class BertModel(object):
  """Embeddings, then layers of attention."""

  def __init__(self, config, is_training, input_ids, scope=None):
    config = copy.deepcopy(config)
    if not is_training:
      config.hidden_dropout_prob = 0.0
    config.hidden_dropout_prob = 0.0
    batch_size, seq_length = tf.shape(input_ids)[0], input_ids.shape.as_list()[1]
    with tf.variable_scope(scope, default_name="bert"):
      with tf.variable_scope("embeddings"):
        self.embedding_table = tf.get_variable(
            name="word_embeddings", shape=[config.vocab_size, config.hidden_size],
            initializer=create_initializer(config.initializer_range))
        flat = tf.reshape(input_ids, [-1])
        output = tf.gather(self.embedding_table, flat)
        output = tf.reshape(output, [-1, seq_length, config.hidden_size])
        full_position = tf.get_variable(
            name="position_embeddings", shape=[16, config.hidden_size],
            initializer=create_initializer(config.initializer_range))
        output += tf.expand_dims(tf.slice(full_position, [0, 0], [seq_length, -1]), 0)
        self.embedding_output = dropout(layer_norm(output), config.hidden_dropout_prob)
      with tf.variable_scope("encoder"):
        self.all_encoder_layers = self.transformer(self.embedding_output, config)
      self.sequence_output = self.all_encoder_layers[-1]
      with tf.variable_scope("pooler"):
        first = tf.squeeze(self.sequence_output[:, 0:1, :], axis=1)
        self.pooled_output = tf.layers.dense(
            first, config.hidden_size, activation=tf.tanh,
            kernel_initializer=create_initializer(config.initializer_range))

  def transformer(self, net, config):
    size = config.hidden_size // config.num_attention_heads
    layers = []
    for layer_idx in range(config.num_hidden_layers):
      with tf.variable_scope("layer_%d" % layer_idx):
        heads = []
        for name in ("query", "key", "value"):
          projected = tf.layers.dense(net, config.hidden_size, name=name,
                                      kernel_initializer=create_initializer(config.initializer_range))
          heads.append(tf.stack(tf.split(projected, config.num_attention_heads, axis=2), axis=1))
        scores = tf.matmul(heads[0], heads[1], transpose_b=True) / math.sqrt(float(size))
        context = tf.matmul(dropout(tf.nn.softmax(scores), config.hidden_dropout_prob), heads[2])
        context = tf.concat(tf.unstack(context, config.num_attention_heads, axis=1), axis=2)
        with tf.variable_scope("output"):
          attended = tf.layers.dense(context, config.hidden_size,
                                     kernel_initializer=create_initializer(config.initializer_range))
          net = layer_norm(attended + net)
        with tf.variable_scope("intermediate"):
          wide = tf.layers.dense(net, 2 * config.hidden_size, activation=gelu,
                                 kernel_initializer=create_initializer(config.initializer_range))
        with tf.variable_scope("final"):
          net = layer_norm(net + tf.layers.dense(
              wide, config.hidden_size, kernel_initializer=create_initializer(config.initializer_range)))
      layers.append(net)
    return layers


class AdamWeightDecayOptimizer(tf.train.Optimizer):
  """A basic Adam optimizer that includes "correct" L2 weight decay."""

  def __init__(self, learning_rate, weight_decay_rate=0.0, beta_1=0.9, beta_2=0.999, epsilon=1e-6,
               exclude_from_weight_decay=None, name="AdamWeightDecayOptimizer"):
    super(AdamWeightDecayOptimizer, self).__init__(False, name)
    self.learning_rate = learning_rate
    self.weight_decay_rate = weight_decay_rate
    self.beta_1 = beta_1
    self.beta_2 = beta_2
    self.epsilon = epsilon
    self.exclude_from_weight_decay = exclude_from_weight_decay

  def apply_gradients(self, grads_and_vars, global_step=None, name=None):
    assignments = []
    for (grad, param) in grads_and_vars:
      if grad is None or param is None:
        continue
      param_name = self._get_variable_name(param.name)
      m = tf.get_variable(name=param_name + "/adam_m", shape=param.shape.as_list(), dtype=tf.float32,
                          trainable=False, initializer=tf.zeros_initializer())
      v = tf.get_variable(name=param_name + "/adam_v", shape=param.shape.as_list(), dtype=tf.float32,
                          trainable=False, initializer=tf.zeros_initializer())
      next_m = (tf.multiply(self.beta_1, m) + tf.multiply(1.0 - self.beta_1, grad))
      next_v = (tf.multiply(self.beta_2, v) + tf.multiply(1.0 - self.beta_2, tf.square(grad)))
      update = next_m / (tf.sqrt(next_v) + self.epsilon)
      if self._do_use_weight_decay(param_name):
        update += self.weight_decay_rate * param
      update_with_lr = self.learning_rate * update
      next_param = param - update_with_lr
      assignments.extend([param.assign(next_param), m.assign(next_m), v.assign(next_v)])
    return tf.group(*assignments, name=name)

  def _do_use_weight_decay(self, param_name):
    if not self.weight_decay_rate:
      return False
    for r in self.exclude_from_weight_decay or []:
      if re.search(r, param_name) is not None:
        return False
    return True

  def _get_variable_name(self, param_name):
    m = re.match("^(.*):\\d+$", param_name)
    if m is not None:
      param_name = m.group(1)
    return param_name


def create_optimizer(loss, init_lr, num_train_steps, num_warmup_steps, use_tpu):
  global_step = tf.train.get_or_create_global_step()
  learning_rate = tf.constant(value=init_lr, shape=[], dtype=tf.float32)
  learning_rate = tf.train.polynomial_decay(
      learning_rate, global_step, num_train_steps, end_learning_rate=0.0, power=1.0, cycle=False)
  if num_warmup_steps:
    global_steps_float = tf.cast(tf.cast(global_step, tf.int32), tf.float32)
    warmup_steps_float = tf.cast(tf.constant(num_warmup_steps, dtype=tf.int32), tf.float32)
    warmup_learning_rate = init_lr * global_steps_float / warmup_steps_float
    is_warmup = tf.cast(global_steps_float < warmup_steps_float, tf.float32)
    learning_rate = ((1.0 - is_warmup) * learning_rate + is_warmup * warmup_learning_rate)
  optimizer = AdamWeightDecayOptimizer(
      learning_rate=learning_rate, weight_decay_rate=0.01, epsilon=1e-3,
      exclude_from_weight_decay=["LayerNorm", "layer_norm", "bias"])
  if use_tpu:
    optimizer = tf.contrib.tpu.CrossShardOptimizer(optimizer)
  tvars = tf.trainable_variables()
  grads = tf.gradients(loss, tvars)
  (grads, _) = tf.clip_by_global_norm(grads, clip_norm=1.0)
  train_op = optimizer.apply_gradients(zip(grads, tvars), global_step=global_step)
  with tf.control_dependencies([train_op]):
    return global_step.assign_add(1)


def model_fn_builder(bert_config, learning_rate, num_train_steps, num_warmup_steps, use_tpu):
  """Returns `model_fn` closure for TPUEstimator."""

  def model_fn(features, labels, mode, params):  # pylint: disable=unused-argument
    """The `model_fn` for TPUEstimator."""
    for name in sorted(features.keys()):
      tf.logging.info("  name = %s, shape = %s" % (name, features[name].shape))
    is_training = (mode == tf.estimator.ModeKeys.TRAIN)
    model = BertModel(config=bert_config, is_training=is_training, input_ids=features["input_ids"])

    with tf.variable_scope("cls/predictions"):
      net = tf.layers.dense(model.sequence_output, units=bert_config.hidden_size, activation=gelu,
                            kernel_initializer=create_initializer(bert_config.initializer_range))
      output_bias = tf.get_variable("output_bias", shape=[bert_config.vocab_size], initializer=tf.zeros_initializer())
      logits = tf.tensordot(net, model.embedding_table, [[2], [1]]) + output_bias
      log_probs = tf.nn.log_softmax(logits, axis=-1)

    if mode == tf.estimator.ModeKeys.PREDICT:
      return tf.contrib.tpu.TPUEstimatorSpec(
          mode=mode, predictions={"best": tf.argmax(logits, -1), "pooled": model.pooled_output})

    one_hot = tf.one_hot(features["target"], depth=bert_config.vocab_size, dtype=tf.float32)
    per_example_loss = -tf.reduce_sum(log_probs * one_hot, axis=[-1])
    total_loss = tf.reduce_mean(per_example_loss) + 0.1 * tf.reduce_mean(tf.square(model.pooled_output))
    scaffold_fn = None

    if mode == tf.estimator.ModeKeys.TRAIN:
      train_op = create_optimizer(total_loss, learning_rate, num_train_steps, num_warmup_steps, use_tpu)
      return tf.contrib.tpu.TPUEstimatorSpec(mode=mode, loss=total_loss, train_op=train_op, scaffold_fn=scaffold_fn)

    def metric_fn(per_example_loss, log_probs, target):
      return {
          "masked_lm_accuracy": tf.metrics.accuracy(labels=target, predictions=tf.argmax(log_probs, axis=-1)),
          "masked_lm_loss": tf.metrics.mean(values=per_example_loss),
      }

    return tf.contrib.tpu.TPUEstimatorSpec(
        mode=mode, loss=total_loss, eval_metrics=(metric_fn, [per_example_loss, log_probs, features["target"]]),
        scaffold_fn=scaffold_fn)

  return model_fn


def input_fn_builder(seed, count, is_training):
  def input_fn(params):
    """The actual input function."""
    batch_size = params["batch_size"]
    random = np.random.RandomState(seed)
    ids = random.randint(0, 11, size=(count, 6))
    d = tf.data.Dataset.from_tensor_slices({"input_ids": np.int32(ids), "target": np.int32((ids + np.roll(ids, 1, 1)) % 11)})
    if is_training:
      d = d.repeat()
    return d.batch(batch_size, drop_remainder=True)
  return input_fn


def main(_):
  tf.logging.set_verbosity(tf.logging.INFO)
  bert_config = BertConfig(11)
  run_config = tf.contrib.tpu.RunConfig(
      cluster=None, master=None, save_checkpoints_steps=100,
      tpu_config=tf.contrib.tpu.TPUConfig(
          iterations_per_loop=10, num_shards=8,
          per_host_input_for_training=tf.contrib.tpu.InputPipelineConfig.PER_HOST_V2))
  model_fn = model_fn_builder(bert_config, FLAGS.learning_rate, FLAGS.num_train_steps, FLAGS.num_warmup_steps, FLAGS.use_tpu)
  estimator = tf.contrib.tpu.TPUEstimator(
      use_tpu=FLAGS.use_tpu, model_fn=model_fn, config=run_config,
      train_batch_size=FLAGS.train_batch_size, eval_batch_size=4, predict_batch_size=2)
  estimator.train(input_fn=input_fn_builder(0, 40, True), max_steps=FLAGS.num_train_steps)
  result = estimator.evaluate(input_fn=input_fn_builder(1, 12, False), steps=3)
  for key in sorted(result.keys()):
    print("  %s = %s" % (key, str(result[key])))
  for row in estimator.predict(input_fn_builder(2, 4, False)):
    print(row["best"].tolist(), np.round(row["pooled"][:3], 3).tolist())


if __name__ == "__main__":
  tf.app.run()
