"""Networks as objects that remember whether they were called, and which variables they have."""
import tensorflow as tf


class Network(object):

    def __init__(self, name, units):
        self.name = name
        self.units = units
        self.reuse = False

    def __call__(self, x):
        """Doubles as the discriminator's and the generator's."""
        with tf.variable_scope(self.name, reuse=self.reuse):
            hidden = tf.layers.dense(x, 8, activation=tf.nn.relu, name="hidden")
            out = tf.layers.dense(hidden, self.units, name="out")
        self.reuse = True
        self.variables = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=self.name)
        return out


def model_fn(features, labels, mode, params):
    G = Network("G", 2)
    D = Network("D", 1)
    fake = G(features["noise"])
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=fake)
    real_score, fake_score = D(features["real"]), D(fake)
    D_loss = tf.reduce_mean(tf.square(real_score - 1.0)) + tf.reduce_mean(tf.square(fake_score))
    G_loss = tf.reduce_mean(tf.square(fake_score - 1.0))

    def make_optimizer(loss, variables):
        step = tf.train.get_global_step()
        rate = tf.where(step < 10, 0.1, params["rate"])
        return tf.train.AdamOptimizer(rate).minimize(loss, var_list=variables)

    G_op = make_optimizer(G_loss, G.variables)
    D_op = make_optimizer(D_loss, D.variables)
    with tf.control_dependencies([G_op, D_op]):
        train_op = tf.assign_add(tf.train.get_global_step(), 1)
    return tf.estimator.EstimatorSpec(mode, loss=D_loss + G_loss, train_op=train_op)
