import numpy as np
import tensorflow as tf


def network(features, reuse=None, getter=None):
    with tf.variable_scope("network", reuse=reuse, custom_getter=getter):
        net = tf.layers.dense(features["x"], 4, tf.nn.relu)
        return tf.layers.dense(net, 3)


def averaged(ema):
    def getter(getter, name, *args, **kwargs):
        variable = getter(name, *args, **kwargs)
        average = ema.average(variable)
        if not average:
            print("no average of", variable.op.name)
        return average if average else variable

    return getter


def model_fn(features, labels, mode):
    logits = network(features)
    variables = tf.trainable_variables("network")
    ema = tf.train.ExponentialMovingAverage(0.9)
    ema_op = ema.apply(variables)
    averaged_logits = network(features, reuse=True, getter=averaged(ema))
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"logits": averaged_logits})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    metrics = {"accuracy": tf.metrics.accuracy(labels, tf.argmax(averaged_logits, 1))}
    optimizer = tf.train.AdamOptimizer(0.01)
    with tf.control_dependencies([ema_op]):
        train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)


estimator = tf.estimator.Estimator(model_fn)
random = np.random.RandomState(0)
x, y = random.rand(64, 3).astype(np.float32), random.randint(3, size=64)
input_fn = tf.estimator.inputs.numpy_input_fn({"x": x}, y, 16, num_epochs=None, shuffle=False)
estimator.train(input_fn, steps=20)
print(estimator.evaluate(input_fn, steps=2))
