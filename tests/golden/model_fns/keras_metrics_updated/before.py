import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)
X = rng.rand(96, 6).astype(np.float32)
Y = (X.sum(1) * 40 % 3).astype(np.int64)


def model_fn(features, labels, mode):
    logits = tf.layers.dense(features, 3, kernel_initializer=tf.constant_initializer(np.linspace(-1, 1, 18).reshape(6, 3)))
    classes = tf.argmax(logits, axis=1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=classes)
    # A loss per example, then the mean.
    loss_obj = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    loss = loss_obj(labels, logits)
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy(name="acc")
    accuracy.update_state(y_true=labels, y_pred=logits)
    mean_logit = tf.keras.metrics.Mean()
    mean_logit(logits)
    # How often the top two hold it.
    top = tf.keras.metrics.SparseTopKCategoricalAccuracy(k=2)
    update = top.update_state(labels, logits, sample_weight=tf.cast(labels + 1, tf.float32))
    metrics = {"accuracy": accuracy, "mean_logit": mean_logit}
    metrics["top2"] = top
    train_op = None
    if mode == tf.estimator.ModeKeys.TRAIN:
        train_op = tf.train.AdagradOptimizer(0.1).minimize(loss, tf.train.get_or_create_global_step())
    return tf.estimator.EstimatorSpec(mode=mode, predictions=classes, loss=loss, train_op=train_op, eval_metric_ops=metrics)


def fn():
    return tf.data.Dataset.from_tensor_slices((X, Y)).batch(20)

est = tf.estimator.Estimator(model_fn)
est.train(fn)
print(est.evaluate(fn))
