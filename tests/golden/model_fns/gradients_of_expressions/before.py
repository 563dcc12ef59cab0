"""What is differentiated is computed in the very calls that ask for gradients."""
import tensorflow as tf


def model_fn(features, labels, mode, params):
    with tf.variable_scope("policy"):
        logits = tf.layers.dense(features["state"], 3, name="logits")
    with tf.variable_scope("value"):
        value = tf.layers.dense(features["state"], 1, name="out")
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"value": value})
    policy_loss = tf.losses.sparse_softmax_cross_entropy(labels["action"], logits)
    value_loss = tf.losses.mean_squared_error(labels["reward"], value)
    entropy = tf.reduce_mean(tf.nn.softmax(logits))
    loss = policy_loss + value_loss
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss)

    optimizer = tf.train.AdamOptimizer(0.1)
    # The policy's gradients are clipped one by one.
    gradients = optimizer.compute_gradients(policy_loss - params["beta"] * entropy, tf.trainable_variables("policy"))
    gradients = [(tf.clip_by_norm(gradient, 0.5), variable) for gradient, variable in gradients]
    value_variables = tf.trainable_variables("value")
    value_gradients = tf.gradients(0.5 * value_loss, value_variables)
    train_op = tf.group(
        optimizer.apply_gradients(gradients, global_step=tf.train.get_global_step()),
        tf.train.GradientDescentOptimizer(0.1).apply_gradients(zip(value_gradients, value_variables)))
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
