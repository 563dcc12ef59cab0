import tensorflow as tf

optimizer = tf.train.AdamOptimizer(
    learning_rate=1e-3,  # found by hand
    beta1=0.9,
    use_locking=False,  # there is one worker
    beta2=0.98)
optimizer = tf.train.MomentumOptimizer(learning_rate=1e-3,
                                       momentum=0.9,  # usual
                                       use_nesterov=True)
