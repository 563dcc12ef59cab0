"""A classifier whose gradients are added up over some batches."""
import numpy as np
import tensorflow as tf


ACCUMULATE = 4


def model_fn(features, labels, mode, params):
    hidden = tf.layers.dense(features["x"], params["units"], activation=tf.nn.relu,
                             kernel_initializer=tf.constant_initializer(0.1))
    logits = tf.layers.dense(hidden, 2, kernel_initializer=tf.constant_initializer(0.1))
    probabilities = tf.nn.softmax(logits)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"probabilities": probabilities})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        metrics = {"accuracy": tf.metrics.accuracy(labels, tf.argmax(logits, 1))}
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)

    global_step = tf.train.get_or_create_global_step()
    optimizer = tf.train.AdamOptimizer(params["rate"])
    tvars = tf.trainable_variables()
    grads = tf.gradients(loss, tvars)
    accumulators = [tf.Variable(tf.zeros_like(v), trainable=False) for v in tvars]
    accumulate = [a.assign_add(g / ACCUMULATE) for a, g in zip(accumulators, grads)]

    def apply():
        update = optimizer.apply_gradients(zip(accumulators, tvars))
        with tf.control_dependencies([update]):
            return tf.group(*[a.assign(tf.zeros_like(a)) for a in accumulators])

    with tf.control_dependencies(accumulate):
        is_due = tf.equal((global_step + 1) % ACCUMULATE, 0)
        update = tf.cond(is_due, apply, tf.no_op)
    with tf.control_dependencies([update]):
        train_op = tf.assign_add(global_step, 1)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


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
    classifier.train(lambda: input_fn(x, y), steps=30)
    result = classifier.evaluate(lambda: input_fn(x, y), steps=10)
    print("accuracy %.4f loss %.4f step %d" % (result["accuracy"], result["loss"], result["global_step"]))
    predictions = classifier.predict(lambda: tf.data.Dataset.from_tensor_slices(({"x": x[:4]}, y[:4])).batch(4))
    for prediction in predictions:
        print("%.4f" % prediction["probabilities"][1])


if __name__ == "__main__":
    tf.app.run(main)
