import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])


def serving_input_fn():
    y = tf.placeholder(tf.float32, [None, 4])
    return tf.estimator.export.ServingInputReceiver({'y': y}, {'y': y})
