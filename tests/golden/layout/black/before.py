"""As black writes it."""
import tensorflow as tf


def model_fn(features, labels, mode, params):
    net = tf.layers.dense(
        features["x"],
        params["units"],
        activation=tf.nn.relu,
        kernel_initializer=tf.random_uniform_initializer(-0.1, 0.1, seed=7),
        bias_initializer=tf.constant_initializer(0.25),
    )
    net = tf.layers.dropout(
        net,
        rate=params["rate"],
        training=mode == tf.estimator.ModeKeys.TRAIN,
    )
    logits = tf.layers.dense(net, 1)
    loss = tf.losses.sigmoid_cross_entropy(
        multi_class_labels=labels,
        logits=logits,
        weights=features["weight"] + 1.0,
    )
    train_op = tf.train.AdagradOptimizer(
        learning_rate=params["learning_rate"],
        initial_accumulator_value=0.1,
    ).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(
        mode,
        predictions={"probability": tf.nn.sigmoid(logits)},
        loss=loss,
        train_op=train_op,
    )
