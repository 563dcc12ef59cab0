import numpy as np
import tensorflow as tf

from tf1_semantics import EstimatorSpec, ScopedEstimator, dense


def network(features, reuse=None, getter=None):
    with tf.compat.v1.variable_scope("network", reuse=reuse, custom_getter=getter):
        net = dense(features["x"], 4, tf.nn.relu)
        return dense(net, 3)


def averaged(ema):
    def getter(getter, name, *args, **kwargs):
        variable = getter(name, *args, **kwargs)
        average = ema.average(variable)
        if average is None:
            print("no average of", variable.op.name)
        return average if average is not None else variable

    return getter


def model_fn(features, labels, mode):
    logits = network(features)
    variables = tf.compat.v1.trainable_variables("network")
    ema = tf.compat.v1.train.ExponentialMovingAverage(0.9)
    ema_op = ema.apply(variables)
    averaged_logits = network(features, reuse=True, getter=averaged(ema))
    if mode == "infer":
        return EstimatorSpec(mode, predictions={"logits": averaged_logits})
    loss = tf.compat.v1.losses.sparse_softmax_cross_entropy(labels, logits)
    metrics = {"accuracy": tf.compat.v1.metrics.accuracy(labels, tf.argmax(averaged_logits, 1))}
    optimizer = tf.compat.v1.train.AdamOptimizer(0.01)
    with tf.control_dependencies([ema_op]):
        train_op = optimizer.minimize(loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)


estimator = ScopedEstimator(model_fn)
random = np.random.RandomState(0)
x, y = random.rand(64, 3).astype(np.float32), random.randint(3, size=64)


def input_fn():
    dataset = tf.data.Dataset.from_tensor_slices(({"x": x}, y))
    return dataset.repeat().batch(16)


estimator.train(input_fn, steps=20)
print(estimator.evaluate(input_fn, steps=2))
