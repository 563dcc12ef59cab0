"""A small transformer encoder in the manner of BERT."""
from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import copy
import json
import math

import six
import tensorflow as tf


class EncoderConfig(object):
  """Configuration of `EncoderModel`."""

  def __init__(self,
               vocab_size,
               hidden_size=16,
               num_hidden_layers=2,
               num_attention_heads=2,
               intermediate_size=32,
               hidden_act="gelu",
               hidden_dropout_prob=0.0,
               max_position_embeddings=32,
               initializer_range=0.02):
    self.vocab_size = vocab_size
    self.hidden_size = hidden_size
    self.num_hidden_layers = num_hidden_layers
    self.num_attention_heads = num_attention_heads
    self.hidden_act = hidden_act
    self.intermediate_size = intermediate_size
    self.hidden_dropout_prob = hidden_dropout_prob
    self.max_position_embeddings = max_position_embeddings
    self.initializer_range = initializer_range

  @classmethod
  def from_dict(cls, json_object):
    """Constructs a config from a dictionary of parameters."""
    config = EncoderConfig(vocab_size=None)
    for (key, value) in six.iteritems(json_object):
      config.__dict__[key] = value
    return config

  def to_dict(self):
    return copy.deepcopy(self.__dict__)

  def to_json_string(self):
    return json.dumps(self.to_dict(), indent=2, sort_keys=True) + "\n"


class EncoderModel(object):
  """The encoder: embeddings, self-attention blocks, a pooled first token."""

  def __init__(self, config, is_training, input_ids, input_mask=None, scope=None):
    config = copy.deepcopy(config)
    if not is_training:
      config.hidden_dropout_prob = 0.0

    input_shape = get_shape_list(input_ids, expected_rank=2)
    batch_size = input_shape[0]
    seq_length = input_shape[1]

    if input_mask is None:
      input_mask = tf.ones(shape=[batch_size, seq_length], dtype=tf.int32)

    with tf.variable_scope(scope, default_name="encoder_model"):
      with tf.variable_scope("embeddings"):
        # Perform embedding lookup on the word ids.
        (self.embedding_output, self.embedding_table) = embedding_lookup(
            input_ids=input_ids,
            vocab_size=config.vocab_size,
            embedding_size=config.hidden_size,
            initializer_range=config.initializer_range)
        self.embedding_output = embedding_postprocessor(
            input_tensor=self.embedding_output,
            initializer_range=config.initializer_range,
            max_position_embeddings=config.max_position_embeddings,
            dropout_prob=config.hidden_dropout_prob)

      with tf.variable_scope("encoder"):
        attention_mask = create_attention_mask(input_ids, input_mask)
        self.all_encoder_layers = transformer(
            input_tensor=self.embedding_output,
            attention_mask=attention_mask,
            hidden_size=config.hidden_size,
            num_hidden_layers=config.num_hidden_layers,
            num_attention_heads=config.num_attention_heads,
            intermediate_size=config.intermediate_size,
            intermediate_act_fn=get_activation(config.hidden_act),
            dropout_prob=config.hidden_dropout_prob,
            initializer_range=config.initializer_range)

      self.sequence_output = self.all_encoder_layers[-1]
      with tf.variable_scope("pooler"):
        first_token = tf.squeeze(self.sequence_output[:, 0:1, :], axis=1)
        self.pooled_output = tf.layers.dense(
            first_token,
            config.hidden_size,
            activation=tf.tanh,
            kernel_initializer=create_initializer(config.initializer_range))

  def get_pooled_output(self):
    return self.pooled_output

  def get_sequence_output(self):
    return self.sequence_output

  def get_embedding_table(self):
    return self.embedding_table


def gelu(x):
  """Gaussian Error Linear Unit."""
  return x * 0.5 * (1.0 + tf.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * tf.pow(x, 3))))


def get_activation(activation_string):
  """Maps a string to a Python function, e.g., "relu" => `tf.nn.relu`."""
  if not isinstance(activation_string, six.string_types):
    return activation_string
  if not activation_string:
    return None
  act = activation_string.lower()
  if act == "linear":
    return None
  elif act == "relu":
    return tf.nn.relu
  elif act == "gelu":
    return gelu
  elif act == "tanh":
    return tf.tanh
  else:
    raise ValueError("Unsupported activation: %s" % act)


def create_initializer(initializer_range=0.02):
  """A deterministic stand-in for a truncated normal."""
  return tf.constant_initializer(initializer_range)


def dropout(input_tensor, dropout_prob):
  if dropout_prob is None or dropout_prob == 0.0:
    return input_tensor
  return tf.nn.dropout(input_tensor, 1.0 - dropout_prob)


def layer_norm(input_tensor, name=None):
  """Run layer normalization on the last dimension of the tensor."""
  return tf.contrib.layers.layer_norm(
      inputs=input_tensor, begin_norm_axis=-1, begin_params_axis=-1, scope=name)


def layer_norm_and_dropout(input_tensor, dropout_prob, name=None):
  output_tensor = layer_norm(input_tensor, name)
  output_tensor = dropout(output_tensor, dropout_prob)
  return output_tensor


def get_shape_list(tensor, expected_rank=None, name=None):
  """Returns the shape as a list, static where it is known."""
  if name is None:
    name = tensor.name
  shape = tensor.shape.as_list()
  if expected_rank is not None and len(shape) != expected_rank:
    raise ValueError("rank of %s" % name)
  non_static_indexes = []
  for (index, dim) in enumerate(shape):
    if dim is None:
      non_static_indexes.append(index)
  if not non_static_indexes:
    return shape
  dyn_shape = tf.shape(tensor)
  for index in non_static_indexes:
    shape[index] = dyn_shape[index]
  return shape


def embedding_lookup(input_ids, vocab_size, embedding_size=16, initializer_range=0.02,
                     word_embedding_name="word_embeddings"):
  """Looks up words embeddings for id tensor."""
  embedding_table = tf.get_variable(
      name=word_embedding_name,
      shape=[vocab_size, embedding_size],
      initializer=embedding_initializer())
  flat_input_ids = tf.reshape(input_ids, [-1])
  output = tf.gather(embedding_table, flat_input_ids)
  input_shape = get_shape_list(input_ids)
  output = tf.reshape(output, input_shape + [embedding_size])
  return (output, embedding_table)


def embedding_initializer():
  """Different values for different words."""

  def init(shape, dtype=tf.float32, partition_info=None):
    del partition_info
    size = 1
    for dim in shape:
      size *= int(dim)
    return tf.reshape(tf.cast(tf.sin(tf.range(size, dtype=tf.float32) * 1.7), dtype) * 0.3, shape)

  return init


def embedding_postprocessor(input_tensor, initializer_range, max_position_embeddings, dropout_prob):
  """Adds position embeddings, normalizes."""
  input_shape = get_shape_list(input_tensor, expected_rank=3)
  seq_length = input_shape[1]
  width = input_shape[2]
  full_position_embeddings = tf.get_variable(
      name="position_embeddings",
      shape=[max_position_embeddings, width],
      initializer=embedding_initializer())
  position_embeddings = tf.slice(full_position_embeddings, [0, 0], [seq_length, -1])
  position_embeddings = tf.expand_dims(position_embeddings, 0)
  output = input_tensor + position_embeddings
  return layer_norm_and_dropout(output, dropout_prob)


def create_attention_mask(from_tensor, to_mask):
  from_shape = get_shape_list(from_tensor)
  to_shape = get_shape_list(to_mask, expected_rank=2)
  to_mask = tf.cast(tf.reshape(to_mask, [from_shape[0], 1, to_shape[1]]), tf.float32)
  broadcast_ones = tf.ones(shape=[from_shape[0], from_shape[1], 1], dtype=tf.float32)
  return broadcast_ones * to_mask


def attention_layer(from_tensor, attention_mask, num_attention_heads, size_per_head, initializer_range):
  """Multi-headed self-attention."""

  def transpose_for_scores(tensor, batch_size, seq_length):
    output_tensor = tf.reshape(tensor, [batch_size, seq_length, num_attention_heads, size_per_head])
    return tf.transpose(output_tensor, [0, 2, 1, 3])

  shape = get_shape_list(from_tensor, expected_rank=3)
  batch_size, seq_length, width = shape[0], shape[1], shape[2]
  from_2d = tf.reshape(from_tensor, [-1, width])

  query_layer = tf.layers.dense(
      from_2d, num_attention_heads * size_per_head, name="query",
      kernel_initializer=embedding_initializer())
  key_layer = tf.layers.dense(
      from_2d, num_attention_heads * size_per_head, name="key",
      kernel_initializer=embedding_initializer())
  value_layer = tf.layers.dense(
      from_2d, num_attention_heads * size_per_head, name="value",
      kernel_initializer=embedding_initializer())

  query_layer = transpose_for_scores(query_layer, batch_size, seq_length)
  key_layer = transpose_for_scores(key_layer, batch_size, seq_length)
  attention_scores = tf.matmul(query_layer, key_layer, transpose_b=True)
  attention_scores = tf.multiply(attention_scores, 1.0 / math.sqrt(float(size_per_head)))
  attention_mask = tf.expand_dims(attention_mask, axis=[1])
  adder = (1.0 - tf.cast(attention_mask, tf.float32)) * -10000.0
  attention_probs = tf.nn.softmax(attention_scores + adder)

  value_layer = tf.transpose(
      tf.reshape(value_layer, [batch_size, seq_length, num_attention_heads, size_per_head]), [0, 2, 1, 3])
  context_layer = tf.matmul(attention_probs, value_layer)
  context_layer = tf.transpose(context_layer, [0, 2, 1, 3])
  return tf.reshape(context_layer, [batch_size, seq_length, num_attention_heads * size_per_head])


def transformer(input_tensor, attention_mask, hidden_size, num_hidden_layers, num_attention_heads,
                intermediate_size, intermediate_act_fn, dropout_prob, initializer_range):
  """The blocks, one after the other."""
  attention_head_size = int(hidden_size / num_attention_heads)
  prev_output = input_tensor
  all_layer_outputs = []
  for layer_idx in range(num_hidden_layers):
    with tf.variable_scope("layer_%d" % layer_idx):
      layer_input = prev_output
      with tf.variable_scope("attention"):
        with tf.variable_scope("self"):
          attention_head = attention_layer(
              layer_input, attention_mask, num_attention_heads, attention_head_size, initializer_range)
        with tf.variable_scope("output"):
          attention_output = tf.layers.dense(
              attention_head, hidden_size, kernel_initializer=embedding_initializer())
          attention_output = dropout(attention_output, dropout_prob)
          attention_output = layer_norm(attention_output + layer_input)
      with tf.variable_scope("intermediate"):
        intermediate_output = tf.layers.dense(
            attention_output, intermediate_size, activation=intermediate_act_fn,
            kernel_initializer=embedding_initializer())
      with tf.variable_scope("output"):
        layer_output = tf.layers.dense(
            intermediate_output, hidden_size, kernel_initializer=embedding_initializer())
        layer_output = dropout(layer_output, dropout_prob)
        layer_output = layer_norm(layer_output + attention_output)
        prev_output = layer_output
        all_layer_outputs.append(layer_output)
  return all_layer_outputs
