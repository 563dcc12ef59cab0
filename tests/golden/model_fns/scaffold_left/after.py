import tensorflow as tf


# TODO(migrator): MIG128 the spec has a scaffold, which initializes, saves or restores in its own way
def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features['x'], 3)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)

    def restore(scaffold, session):
        tf.train.Saver(tf.trainable_variables()).restore(session, params['checkpoint'])

    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, scaffold=tf.train.Scaffold(init_fn=restore))
