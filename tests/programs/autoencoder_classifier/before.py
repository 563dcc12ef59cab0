# An autoencoder, and a classifier on its (frozen) code
import numpy as np
import tensorflow as tf


def encoder(x, code_size):
    with tf.variable_scope("encoder"):
        x = tf.layers.dense(x, 12, activation=tf.nn.elu)
        return tf.layers.dense(x, code_size, name="code")


def decoder(code, size):
    with tf.variable_scope("decoder"):
        x = tf.layers.dense(code, 12, activation=tf.nn.elu)
        return tf.layers.dense(x, size)


def model_fn(features, labels, mode, params):
    code = encoder(features["x"], params["code_size"])
    reconstruction = decoder(code, 8)
    with tf.variable_scope("classifier"):
        logits = tf.layers.dense(tf.stop_gradient(code), params["n_classes"])

    predictions = {"code": code, "class": tf.argmax(logits, 1), "probabilities": tf.nn.softmax(logits)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions)

    reconstruction_loss = tf.losses.mean_squared_error(features["x"], reconstruction)
    classification_loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    loss = tf.losses.get_total_loss()

    metrics = {
        "accuracy": tf.metrics.accuracy(labels, predictions["class"]),
        "mse": tf.metrics.mean_squared_error(features["x"], reconstruction),
    }
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)

    ae_vars = (tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="encoder")
               + tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="decoder"))
    clf_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="classifier")
    train_ae = tf.train.MomentumOptimizer(params["ae_lr"], 0.9).minimize(reconstruction_loss, var_list=ae_vars)
    train_clf = tf.train.AdagradOptimizer(params["clf_lr"]).minimize(classification_loss, var_list=clf_vars)
    with tf.control_dependencies([train_ae, train_clf]):
        step_op = tf.train.get_global_step().assign_add(1)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=step_op)


def data(n, seed):
    rng = np.random.RandomState(seed)
    y = rng.randint(0, 4, n)
    x = rng.normal(size=(4, 8))[y] + 0.3 * rng.normal(size=(n, 8))
    return {"x": x.astype(np.float32)}, y.astype(np.int64)


if __name__ == "__main__":
    est = tf.estimator.Estimator(model_fn, params={"code_size": 3, "n_classes": 4, "ae_lr": 0.05, "clf_lr": 0.1})
    x, y = data(200, 0)
    est.train(tf.estimator.inputs.numpy_input_fn(x, y, batch_size=20, num_epochs=2, shuffle=False))
    results = est.evaluate(tf.estimator.inputs.numpy_input_fn(x, y, batch_size=20, num_epochs=1, shuffle=False))
    print({name: round(float(value), 4) for name, value in sorted(results.items())})
