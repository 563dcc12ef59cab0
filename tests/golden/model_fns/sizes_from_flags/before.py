import numpy as np
import tensorflow as tf

tf.app.flags.DEFINE_string("hidden_units", "8,6", "sizes of the layers")
FLAGS = tf.app.flags.FLAGS
SHAPE = [4, 3]


def model_fn(features, labels, mode, params):
    net = features["x"]
    for units in params["hidden_units"]:
        net = tf.layers.dense(net, units, tf.nn.relu)
    for i, units in enumerate(params["attention_units"]):
        net = tf.layers.dense(net, units=units, name="attention_%d" % i)
    net = tf.layers.dense(net, params["width"] / 2)
    net = tf.layers.dense(net, np.prod(SHAPE))
    net = tf.layers.dense(net, params["width"])
    logits = tf.layers.dense(net, params["classes"])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"scores": logits})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def main(_):
    random = np.random.RandomState(0)
    x, y = random.rand(64, 3).astype(np.float32), random.randint(3, size=64)
    estimator = tf.estimator.Estimator(model_fn, params={
        "hidden_units": FLAGS.hidden_units.split(","),
        "attention_units": "5,4".split(","),
        "width": 10,
        "classes": y.max() + 1,
    })
    input_fn = tf.estimator.inputs.numpy_input_fn({"x": x}, y, 16, num_epochs=None, shuffle=False)
    estimator.train(input_fn, steps=20)
    print(estimator.evaluate(input_fn, steps=2))


if __name__ == "__main__":
    tf.app.run()
