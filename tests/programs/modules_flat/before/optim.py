import tensorflow as tf

DECAY_STEPS = 100


def make_train_op(loss, learning_rate):
    global_step = tf.train.get_or_create_global_step()
    lr = tf.train.exponential_decay(learning_rate, global_step, DECAY_STEPS, 0.96)
    optimizer = tf.train.AdamOptimizer(lr)
    return optimizer.minimize(loss, global_step=global_step)
