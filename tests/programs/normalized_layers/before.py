"""Fully connected layers of tf.contrib with batch normalization as their normalizer."""
import numpy as np
import tensorflow as tf

from tensorflow.contrib.layers import fully_connected, batch_norm

def model_fn(features, labels, mode, params):
    is_training = mode == tf.estimator.ModeKeys.TRAIN
    net = fully_connected(features["x"], 8, activation_fn=tf.nn.tanh, normalizer_fn=batch_norm, normalizer_params={
        "is_training": is_training, "decay": 0.8, "updates_collections": None}, weights_initializer=tf.constant_initializer(np.linspace(-1, 1, 64)), scope="h1")
    for i, units in enumerate(params["hidden"]):
        net = fully_connected(net, units, normalizer_fn=batch_norm, normalizer_params=dict(is_training=is_training, scale=True, updates_collections=None, decay=0.8), weights_initializer=tf.constant_initializer(0.05), scope="fc%d" % i)
    logits = fully_connected(net, 3, activation_fn=None, weights_initializer=tf.constant_initializer(0.05))
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
