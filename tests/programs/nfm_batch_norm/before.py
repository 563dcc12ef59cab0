"""Neural factorization machine for click prediction; the batch normalization is applied twice and chosen by tf.cond."""
import numpy as np
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_integer("fields", 5, "number of fields")
flags.DEFINE_integer("features", 40, "number of features")
flags.DEFINE_integer("dim", 4, "size of the embeddings")
flags.DEFINE_string("hidden", "6,3", "sizes of the hidden layers")
flags.DEFINE_boolean("use_bn", True, "normalize")
flags.DEFINE_float("decay", 0.8, "of the moving averages")
flags.DEFINE_string("optimizer", "momentum", "sgd, momentum or adagrad")
FLAGS = flags.FLAGS


def fixed(rows, columns, seed):
    return np.random.RandomState(seed).uniform(-0.5, 0.5, (rows, columns)).astype(np.float32)


def batch_norm_layer(net, phase, scope):
    train = tf.contrib.layers.batch_norm(net, decay=FLAGS.decay, scale=True, is_training=True,
                                         updates_collections=None, reuse=None, scope=scope)
    infer = tf.contrib.layers.batch_norm(net, decay=FLAGS.decay, scale=True, is_training=False,
                                         updates_collections=None, reuse=True, scope=scope)
    return tf.cond(tf.cast(phase, tf.bool), lambda: train, lambda: infer)


def input_norm(net, phase):
    return tf.cond(phase,
                   lambda: tf.contrib.layers.batch_norm(net, is_training=True, decay=FLAGS.decay,
                                                        updates_collections=None, scope="bn_input"),
                   lambda: tf.contrib.layers.batch_norm(net, is_training=False, decay=FLAGS.decay,
                                                        updates_collections=None, reuse=True, scope="bn_input"))


def make_optimizer(rate):
    if FLAGS.optimizer == "momentum":
        return tf.train.MomentumOptimizer(rate, momentum=0.9)
    elif FLAGS.optimizer == "adagrad":
        return tf.train.AdagradOptimizer(rate)
    return tf.train.GradientDescentOptimizer(rate)


def model_fn(features, labels, mode, params):
    hidden = [int(size) for size in params["hidden"].split(",")]
    bias = tf.get_variable("bias", [1], initializer=tf.zeros_initializer())
    table = tf.get_variable("table", initializer=fixed(params["features"], params["dim"], 0))

    if FLAGS.use_bn:
        if mode == tf.estimator.ModeKeys.TRAIN:
            phase = True
        else:
            phase = False

    vectors = tf.nn.embedding_lookup(table, features["ids"])
    vectors = vectors * tf.expand_dims(features["values"], -1)
    total = tf.reduce_sum(vectors, 1)
    net = 0.5 * (tf.square(total) - tf.reduce_sum(tf.square(vectors), 1))
    net = input_norm(net, tf.constant(mode == tf.estimator.ModeKeys.TRAIN))
    size = params["dim"]
    for i, units in enumerate(hidden):
        net = tf.contrib.layers.fully_connected(net, units, activation_fn=None, scope="hidden_%d" % i,
                                                weights_initializer=tf.constant_initializer(fixed(size, units, i + 1)))
        if FLAGS.use_bn:
            net = batch_norm_layer(net, phase, "bn_%d" % i)
        net = tf.nn.tanh(net)
        size = units
    out = tf.contrib.layers.fully_connected(net, 1, activation_fn=None, scope="out",
                                            weights_initializer=tf.constant_initializer(0.5))
    logits = tf.reshape(out, [-1]) + bias
    predictions = {"click": tf.sigmoid(logits)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
    if mode == tf.estimator.ModeKeys.EVAL:
        metrics = {"error": tf.metrics.mean_absolute_error(labels, predictions["click"])}
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)
    train_op = make_optimizer(params["rate"]).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def main(_):
    rng = np.random.RandomState(7)
    ids = rng.randint(0, FLAGS.features, (60, FLAGS.fields)).astype(np.int32)
    values = rng.uniform(0.5, 1.5, (60, FLAGS.fields)).astype(np.float32)
    clicks = (ids.sum(1) % 3 == 0).astype(np.float32)

    def input_fn():
        return tf.data.Dataset.from_tensor_slices(({"ids": ids, "values": values}, clicks)).batch(20)

    params = {"features": FLAGS.features, "dim": FLAGS.dim, "hidden": FLAGS.hidden, "rate": 0.05}
    estimator = tf.estimator.Estimator(model_fn, params=params)
    for epoch in range(3):
        estimator.train(input_fn)
        result = estimator.evaluate(input_fn)
        print("epoch %d: step %d, loss %.4f, error %.4f" % (
            epoch, result["global_step"], result["loss"], result["error"]))
    clicked = [row["click"] for row in estimator.predict(input_fn)]
    print("predicted:", " ".join("%.3f" % value for value in clicked[:4]))


if __name__ == "__main__":
    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.app.run()
