import tensorflow as tf

rate = tf.train.exponential_decay(
    0.01,                # Base learning rate.
    tf.train.get_global_step(),
    1000,                # Decay step.
    0.95,                # Decay rate.
    staircase=True)
rate = tf.train.exponential_decay(0.01,
                                  tf.train.get_global_step(),
                                  decay_steps=100,
                                  decay_rate=0.96)
