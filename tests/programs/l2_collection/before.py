import numpy as np
import tensorflow.compat.v1 as tf
from tensorflow.compat.v1 import layers
tf.disable_v2_behavior()

ModeKeys = tf.estimator.ModeKeys


def ramp(shape, **kwargs):
    size = int(np.prod(shape))
    return (np.arange(size, dtype=np.float32) - size / 2.).reshape(shape) / size


def house_price_model(features, labels, mode, params):
    regularizer = tf.keras.regularizers.l2(params["l2"])
    net = features
    for units in params["layers"]:
        net = layers.dense(net, units, activation=tf.nn.elu, kernel_initializer=ramp,
                           kernel_regularizer=regularizer, bias_regularizer=regularizer)
    price = layers.dense(net, 1, kernel_initializer=ramp, name="price")
    price = tf.squeeze(price, axis=-1)

    if mode == ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"price": price})

    data_loss = tf.losses.huber_loss(labels, price, delta=params["delta"])
    reg_losses = tf.losses.get_regularization_losses()
    loss = tf.add_n([data_loss] + reg_losses, name="total_loss")

    if mode == ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            "data_loss": tf.metrics.mean(data_loss),
            "regularization": tf.metrics.mean(tf.add_n(reg_losses)),
            "mae": tf.metrics.mean_absolute_error(labels, price),
        })

    assert mode == ModeKeys.TRAIN
    step = tf.train.get_global_step()
    rate = tf.train.polynomial_decay(params["lr"], step, params["steps"], end_learning_rate=params["lr"] / 10, power=0.5)
    optimizer = tf.train.RMSPropOptimizer(rate)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=optimizer.minimize(loss, global_step=step))


def houses(count, seed):
    random = np.random.RandomState(seed)
    x = random.uniform(-1, 1, size=(count, 5)).astype(np.float32)
    return x, (2 * x[:, 0] - x[:, 1] * x[:, 2] + 0.3).astype(np.float32)


def train_input():
    return tf.data.Dataset.from_tensor_slices(houses(64, 3)).repeat().batch(16)


def test_input():
    return tf.data.Dataset.from_tensor_slices(houses(30, 4)).batch(16)  # ragged last batch


params = {"layers": (8, 4), "l2": 0.02, "delta": 0.5, "lr": 0.02, "steps": 40}
model = tf.estimator.Estimator(house_price_model, params=params)
model.train(train_input, steps=50)
metrics = model.evaluate(test_input)
print("\n".join("%s: %.6f" % item for item in sorted(metrics.items())))
print(np.round([p["price"] for p in model.predict(test_input)][:6], 4))
