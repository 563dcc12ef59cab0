"""A classifier that is evaluated with moving averages of its weights."""
import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode, params):
    hidden = tf.layers.dense(features["x"], params["units"], activation=tf.nn.relu,
                             kernel_initializer=tf.constant_initializer(0.1))
    logits = tf.layers.dense(hidden, 2, kernel_initializer=tf.constant_initializer(0.1))
    probabilities = tf.nn.softmax(logits)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"probabilities": probabilities})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    metrics = {"accuracy": tf.metrics.accuracy(labels, tf.argmax(logits, 1))}
    optimizer = tf.contrib.opt.MovingAverageOptimizer(tf.train.AdamOptimizer(params["rate"]), average_decay=0.9)
    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    scaffold = tf.train.Scaffold(saver=optimizer.swapping_saver())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics, scaffold=scaffold)


def make_data(n, seed):
    random = np.random.RandomState(seed)
    x = random.normal(size=(n, 5)).astype(np.float32)
    y = (x[:, 0] * 2 - x[:, 1] + 0.1 * random.normal(size=n) > 0).astype(np.int32)
    return x, y


def input_fn(x, y, batch_size=16):
    return tf.data.Dataset.from_tensor_slices(({"x": x}, y)).repeat().batch(batch_size)


def main(_):
    tf.logging.set_verbosity(tf.logging.ERROR)
    x, y = make_data(160, 0)
    classifier = tf.estimator.Estimator(model_fn, params={"rate": 0.05, "units": 8})
    for _ in range(2):
        classifier.train(lambda: input_fn(x, y), steps=15)
        result = classifier.evaluate(lambda: input_fn(x, y), steps=10)
        print("accuracy %.4f loss %.4f step %d" % (result["accuracy"], result["loss"], result["global_step"]))
    predictions = classifier.predict(lambda: tf.data.Dataset.from_tensor_slices(({"x": x[:4]}, y[:4])).batch(4))
    for prediction in predictions:
        print("%.4f" % prediction["probabilities"][1])


if __name__ == "__main__":
    tf.app.run(main)
