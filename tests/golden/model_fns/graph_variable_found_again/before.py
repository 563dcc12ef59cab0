"""Recursion over sizes, weight tying, siamese calls, the network called twice."""
import numpy as np
import tensorflow as tf


def stack(x, sizes):
    if len(sizes) == 0:
        return x
    x = tf.layers.dense(x, sizes[0], tf.nn.tanh)
    return stack(x, sizes[1:])


def embedding_table(vocab, dim):
    with tf.variable_scope('embeddings', reuse=tf.AUTO_REUSE):
        return tf.get_variable('table', [vocab, dim], initializer=tf.random_uniform_initializer(-0.1, 0.1))


def encode(tokens, params):
    table = embedding_table(params['vocab'], params['dim'])
    return tf.reduce_mean(tf.nn.embedding_lookup(table, tokens), axis=1)


def similarity(a, b):
    a = tf.nn.l2_normalize(a, 1)
    b = tf.nn.l2_normalize(b, 1)
    return tf.reduce_sum(a * b, axis=1)


def model_fn(features, labels, mode, params):
    left = encode(features['left'], params)
    right = encode(features['right'], params)
    net = stack(tf.concat([left, right, tf.abs(left - right)], 1), params['sizes'])
    hidden = tf.layers.dense(net, params['dim'])
    # Output weights are those of the embedding.
    logits = tf.matmul(hidden, embedding_table(params['vocab'], params['dim']), transpose_b=True)
    sim = similarity(left, right)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'logits': logits, 'similarity': sim})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    random = np.random.RandomState(0)
    left, right = random.randint(0, 12, (32, 4)).astype(np.int32), random.randint(0, 12, (32, 4)).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices(({'left': left, 'right': right}, left[:, 0])).repeat(2).batch(8)


est = tf.estimator.Estimator(model_fn, params={'vocab': 12, 'dim': 5, 'sizes': [8, 6]})
est.train(input_fn)
print(sorted(est.evaluate(input_fn)))
