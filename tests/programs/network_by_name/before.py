"""Three networks for one task, picked by their names."""
import numpy as np
import tensorflow as tf

SIZE, CLASSES = 6, 3


def small(*shape):
    return tf.constant_initializer(np.random.RandomState(sum(shape)).uniform(-0.3, 0.3, shape).astype(np.float32))


def linear_model(image, mode, hparams):
    flat = tf.reshape(image, [-1, SIZE * SIZE])
    return tf.layers.dense(flat, CLASSES, kernel_initializer=small(SIZE * SIZE, CLASSES)), CLASSES


def dnn_model(img, mode, hparams):
    net = tf.reshape(img, [-1, SIZE * SIZE])
    units = hparams.get("units", 8)
    net = tf.layers.dense(net, units, activation=tf.nn.relu, kernel_initializer=small(SIZE * SIZE, units))
    net = tf.layers.dropout(net, rate=0.0, training=(mode == tf.estimator.ModeKeys.TRAIN))
    return tf.layers.dense(net, CLASSES, kernel_initializer=small(units, CLASSES)), CLASSES


def cnn_model(img, mode, hparams):
    c1 = tf.layers.conv2d(img, 4, 3, padding="same", activation=tf.nn.relu, kernel_initializer=small(3, 3, 1, 4))
    p1 = tf.layers.max_pooling2d(c1, pool_size=2, strides=2)
    flat = tf.layers.flatten(p1)
    if hparams["batch_norm"]:
        flat = tf.layers.batch_normalization(flat, training=(mode == tf.estimator.ModeKeys.TRAIN))
    return tf.layers.dense(flat, CLASSES, kernel_initializer=small(36, CLASSES)), CLASSES


def image_classifier(features, labels, mode, params):
    model_functions = {
        "linear": linear_model,
        "dnn": dnn_model,
        "cnn": cnn_model,
    }
    model_function = model_functions[params["model"]]
    logits, nclasses = model_function(features["image"], mode, params)

    classes = tf.argmax(logits, 1)
    loss, train_op, metrics = None, None, None
    if mode != tf.estimator.ModeKeys.PREDICT:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=labels))
        metrics = {"accuracy": tf.metrics.accuracy(labels, classes)}
    if mode == tf.estimator.ModeKeys.TRAIN:
        # This is needed for batch normalization, but has no effect otherwise.
        update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies(update_ops):
            train_op = tf.train.GradientDescentOptimizer(params["rate"]).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(
        mode=mode, predictions={"class": classes}, loss=loss, train_op=train_op, eval_metric_ops=metrics)


def run(name, **hparams):
    rng = np.random.RandomState(5)
    x = rng.rand(32, SIZE, SIZE, 1).astype(np.float32)
    y = rng.randint(0, CLASSES, 32).astype(np.int32)

    def input_fn():
        return tf.data.Dataset.from_tensor_slices(({"image": x}, y)).batch(8)

    estimator = tf.estimator.Estimator(image_classifier, params=dict(hparams, model=name, rate=0.1))
    estimator.train(input_fn)
    result = estimator.evaluate(input_fn)
    predicted = [int(row["class"]) for row in estimator.predict(input_fn)]
    print("%s: loss %.4f, accuracy %.4f, classes %s" % (name, result["loss"], result["accuracy"], predicted[:6]))


if __name__ == "__main__":
    tf.logging.set_verbosity(tf.logging.ERROR)
    run("linear")
    run("dnn", units=5)
    run("cnn", batch_norm=False)
    run("cnn", batch_norm=True)
