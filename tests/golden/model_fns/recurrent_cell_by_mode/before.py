import tensorflow as tf
from tensorflow.contrib import rnn


def make_cell(size, is_training, keep_prob):
    cell = rnn.BasicLSTMCell(size, forget_bias=0.0)
    if is_training and keep_prob < 1:
        cell = rnn.DropoutWrapper(cell, output_keep_prob=keep_prob)
    return cell


def language_model_fn(features, labels, mode, params):
    is_training = mode == tf.estimator.ModeKeys.TRAIN
    embedding = tf.get_variable("embedding", [params["vocab"], params["size"]])
    inputs = tf.nn.embedding_lookup(embedding, features)
    cell = rnn.MultiRNNCell([make_cell(params["size"], is_training, params["keep_prob"]) for _ in range(params["layers"])])
    initial = cell.zero_state(tf.shape(features)[0], tf.float32)
    outputs, _ = tf.nn.dynamic_rnn(cell, inputs, initial_state=initial)
    logits = tf.layers.dense(outputs, params["vocab"])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"logits": logits})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(1.0).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
