"""Three rounds of one cell: the same weights in each."""
import numpy as np
import tensorflow as tf

def cell(x, state, reuse):
    with tf.variable_scope("cell", reuse=reuse):
        return tf.layers.dense(tf.concat([x, state], 1), 8, activation=tf.nn.tanh, name="update", kernel_initializer=tf.constant_initializer(0.05))

def model_fn(features, labels, mode, params):
    x = features["x"]
    state = tf.zeros_like(x)
    for step in range(3):
        state = cell(x, state, reuse=(step > 0))
    logits = tf.layers.dense(state, 3, kernel_initializer=tf.constant_initializer(0.05))
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
