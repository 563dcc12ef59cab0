"""Classifies the points of three spirals with a tf.estimator model_fn."""
import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)


def points(count, seed):
    """Points of three arms of a spiral, and which arm each belongs to."""
    random = np.random.RandomState(seed)
    arm = np.arange(count) % 3
    radius = random.uniform(0.1, 1.0, count)
    angle = 4.0 * radius + arm * 2.0 * np.pi / 3.0 + random.normal(0.0, 0.1, count)
    xy = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return {"xy": xy.astype(np.float32)}, arm.astype(np.int32)


def fixed(seed, *shape):
    """Initial weights that are the same in every run, so that two runs can be compared."""
    return tf.constant_initializer(np.random.RandomState(seed).normal(0.0, 0.7, shape))


def model_fn(features, labels, mode, params):
    """A small perceptron."""
    # Two hidden layers.
    hidden = tf.layers.dense(features["xy"], params["units"], tf.nn.tanh, kernel_initializer=fixed(1, 2, params["units"]))
    hidden = tf.layers.dense(hidden, 16, tf.nn.tanh, kernel_initializer=fixed(2, params["units"], 16))
    logits = tf.layers.dense(hidden, 3, kernel_initializer=fixed(3, 16, 3))
    arms = tf.argmax(logits, axis=1)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"arm": arms, "scores": tf.nn.softmax(logits)})

    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        metrics = {"accuracy": tf.metrics.accuracy(labels, arms)}
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)

    # Adam, with a rate that halves every 100 steps.
    step = tf.train.get_global_step()
    rate = tf.train.exponential_decay(params["rate"], step, 100, 0.5)
    train_op = tf.train.AdamOptimizer(rate).minimize(loss, global_step=step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def main(argv):
    train_x, train_y = points(600, seed=4)
    test_x, test_y = points(150, seed=5)
    train = tf.estimator.inputs.numpy_input_fn(train_x, train_y, batch_size=60, num_epochs=None, shuffle=False)
    test = tf.estimator.inputs.numpy_input_fn(test_x, test_y, batch_size=50, num_epochs=1, shuffle=False)

    classifier = tf.estimator.Estimator(model_fn, params={"units": 32, "rate": 0.02})
    for _ in range(3):
        classifier.train(train, steps=100)
        results = classifier.evaluate(test)
        print("step %(global_step)d: accuracy %(accuracy).3f, loss %(loss).4f" % results)

    for prediction in classifier.predict(test):
        print("the first point is of arm", prediction["arm"], "with scores", prediction["scores"].round(3))
        break


if __name__ == "__main__":
    tf.app.run()
