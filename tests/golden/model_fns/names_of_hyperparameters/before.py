import numpy as np
import tensorflow as tf


def tower(net, params):
    dense = params["units"]
    scale = params["scale"]
    net = tf.layers.dense(net, dense, tf.nn.relu)
    net = tf.layers.dense(net, dense, name="scale") * scale
    return net


def model_fn(features, labels, mode, params):
    # Names that layers would have as well.
    dropout = params["dropout"]
    logits_scale = params["scale"]
    dense = params["offset"]
    net = tower(features["x"], params)
    net = tf.layers.dropout(net, rate=dropout, training=mode == tf.estimator.ModeKeys.TRAIN)
    net = net + tf.layers.dense(net, 4, tf.nn.tanh) - dense
    net = tf.layers.dropout(net, rate=dropout, training=mode == tf.estimator.ModeKeys.TRAIN)
    logits = tf.layers.dense(net, 3, name="logits_scale") * logits_scale
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"logits": logits})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn, params={"units": 4, "dropout": 0.1, "scale": 0.5, "offset": 0.25})
random = np.random.RandomState(0)
x, y = random.rand(64, 3).astype(np.float32), random.randint(3, size=64)
input_fn = tf.estimator.inputs.numpy_input_fn({"x": x}, y, 16, num_epochs=None, shuffle=False)
estimator.train(input_fn, steps=20)
print(estimator.evaluate(input_fn, steps=2))
