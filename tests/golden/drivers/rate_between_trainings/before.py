import tensorflow as tf

LEARNING_RATE = 0.2
HIDDEN = 8


def model_fn(features, labels, mode):
    hidden = tf.layers.dense(features, HIDDEN)
    logits = tf.layers.dense(hidden, 1)
    loss = tf.losses.mean_squared_error(labels, logits)
    optimizer = tf.train.MomentumOptimizer(LEARNING_RATE, 0.9)
    train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def main():
    global LEARNING_RATE, HIDDEN
    HIDDEN = 16
    estimator = tf.estimator.Estimator(model_fn)
    for epoch in range(3):
        # Half the rate of the epoch before.
        LEARNING_RATE *= 0.5
        estimator.train(lambda: dataset(epoch))
