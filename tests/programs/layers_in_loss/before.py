"""A layer in the midst of the loss."""
import numpy as np
import tensorflow as tf

def model_fn(features, labels, mode, params):
    x = features["x"]
    logits = tf.layers.dense(tf.layers.dense(x, params["units"], activation=tf.nn.relu, kernel_initializer=tf.constant_initializer(0.05)), 3, kernel_initializer=tf.constant_initializer(0.05))
    predictions = {"classes": tf.argmax(logits, 1), "probabilities": tf.nn.softmax(logits, name="p")}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    onehot = tf.one_hot(labels, 3)
    loss = tf.losses.softmax_cross_entropy(onehot, logits) + 0.01 * tf.reduce_mean(tf.square(
        tf.layers.dense(x, 8, name="decoder", kernel_initializer=tf.constant_initializer(0.05)) - x))
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=tf.train.AdagradOptimizer(params["lr"]).minimize(
        loss, global_step=tf.train.get_or_create_global_step()), eval_metric_ops={
            "accuracy": tf.metrics.accuracy(labels=labels, predictions=predictions["classes"])})

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
