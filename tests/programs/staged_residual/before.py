"""Residual units in stages, built by nested loops."""
import numpy as np
import tensorflow as tf

def residual_unit(x, filters, train, projection=False):
    shortcut = x
    if projection:
        shortcut = tf.layers.dense(x, filters, use_bias=False, kernel_initializer=tf.constant_initializer(0.05))
    y = tf.layers.dense(x, filters, use_bias=False, kernel_initializer=tf.constant_initializer(0.05))
    y = tf.layers.batch_normalization(y, training=train)
    y = tf.nn.relu(y)
    y = tf.layers.dense(y, filters, use_bias=False, kernel_initializer=tf.constant_initializer(0.05))
    y = tf.layers.batch_normalization(y, training=train)
    return tf.nn.relu(y + shortcut)

def network(x, sizes, train):
    for stage, size in enumerate(sizes):
        with tf.variable_scope("stage_%d" % stage):
            x = residual_unit(x, size, train, projection=True)
            for block in range(1, 2):
                with tf.variable_scope("block_%d" % block):
                    x = residual_unit(x, size, train)
    return x

def model_fn(features, labels, mode, params):
    net = network(features["x"], params["hidden"], mode == tf.estimator.ModeKeys.TRAIN)
    logits = tf.layers.dense(net, 3, name="logits", kernel_initializer=tf.constant_initializer(0.05))
    predictions = {"classes": tf.argmax(logits, 1), "probabilities": tf.nn.softmax(logits)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            "accuracy": tf.metrics.accuracy(labels, predictions["classes"])})
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

def train_input_fn():
    rng = np.random.RandomState(0)
    x = rng.rand(48, 8).astype(np.float32)
    y = rng.randint(0, 3, 48).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices(({"x": x}, y)).batch(16)

if __name__ == "__main__":
    tf.logging.set_verbosity(tf.logging.ERROR)
    estimator = tf.estimator.Estimator(model_fn=model_fn, params={"units": 6, "use_bn": True, "hidden": [8, 6], "dropout": 0.0, "activation": "relu", "model": "deep", "lr": 0.1, "optimizer": "sgd"})
    for _ in range(2):
        estimator.train(train_input_fn)
    result = estimator.evaluate(train_input_fn)
    print(" ".join("%s=%.4f" % item for item in sorted(result.items())))
    for _, row in zip(range(2), estimator.predict(train_input_fn)):
        print({key: np.round(value, 3).tolist() for key, value in sorted(row.items())})
