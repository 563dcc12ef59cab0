import tensorflow as tf

if old:
    import legacy as tf

loss = tf.losses.mean_squared_error(labels, outputs)
