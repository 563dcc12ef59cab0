import tensorflow as tf

from tf1_semantics import ServingInputReceiver

# TODO(migrator): MIG100 there is no graph to feed; make it a parameter of a function of tensors
x = tf.placeholder(tf.float32, [None, 4])


def serving_input_fn():
    y = tf.TensorSpec([None, 4], tf.float32)
    return ServingInputReceiver({'y': y}, {'y': y})
