import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def model_fn(features, labels, mode, params):
    logits = dense(features['x'], 3)
    loss = tf.compat.v1.losses.sparse_softmax_cross_entropy(labels, logits)

    def restore(scaffold, session):
        tf.compat.v1.train.Saver(tf.compat.v1.trainable_variables()).restore(session, params['checkpoint'])

    train_op = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op, scaffold=tf.compat.v1.train.Scaffold(init_fn=restore))
