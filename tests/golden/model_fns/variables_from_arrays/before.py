import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode, params):
    table = np.linspace(0.0, 1.0, 20).reshape([5, 4])
    glove = tf.Variable(np.vstack([table, [[0.0] * 4]]), dtype=tf.float32, trainable=False)
    scale = tf.Variable(tf.random_uniform([4], 0.5, 1.0), dtype=tf.float32)
    shift = tf.Variable([1, 2, 3, 4], dtype=tf.float32)
    start = tf.Variable(0.0, dtype=tf.float32)
    words = tf.nn.embedding_lookup(glove, features["words"])
    net = tf.reduce_mean(words, axis=1) * scale + shift + start
    logits = tf.layers.dense(net, 3)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"logits": logits, "words": words})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn, params={})
random = np.random.RandomState(0)
x, y = random.randint(5, size=[64, 3]), random.randint(3, size=64)
input_fn = tf.estimator.inputs.numpy_input_fn({"words": x}, y, 16, num_epochs=None, shuffle=False)
estimator.train(input_fn, steps=20)
print(estimator.evaluate(input_fn, steps=2))
