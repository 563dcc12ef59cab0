import tensorflow as tf


def rates(params):
    global_step = tf.train.get_global_step()
    return [
        tf.train.exponential_decay(params["lr"], global_step, 100, 0.9, True),
        tf.train.exponential_decay(
            learning_rate=0.1, global_step=global_step, decay_steps=100, decay_rate=0.96, staircase=True, name="lr"),
        tf.train.inverse_time_decay(0.1, global_step, 100, 0.5),
        tf.train.polynomial_decay(0.1, global_step, params["steps"], end_learning_rate=0.0, power=0.5),
        tf.train.cosine_decay(0.1, global_step, 1000, alpha=0.01),
        tf.train.cosine_decay_restarts(0.1, global_step, 100, m_mul=0.5),
        tf.train.linear_cosine_decay(0.1, global_step, 1000),
        tf.train.noisy_linear_cosine_decay(0.1, global_step, 1000, alpha=0.5),
    ]
