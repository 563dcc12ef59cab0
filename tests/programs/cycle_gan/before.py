# CycleGAN in two dimensions; networks are objects with a name, called repeatedly
import collections
import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)
tf.enable_resource_variables()


def initial(shape, dtype=tf.float32, partition_info=None):
    n = int(np.prod(shape))
    return tf.constant((np.arange(n) % 7 - 3).reshape(shape) * 0.1, dtype=dtype)


class Generator(object):
    def __init__(self, name, units=6):
        self.name = name
        self.units = units
        self.reuse = False

    def __call__(self, x):
        with tf.variable_scope(self.name, reuse=self.reuse):
            h = tf.layers.dense(x, self.units, activation=tf.nn.relu, kernel_initializer=initial, name='hidden')
            for i in range(2):
                with tf.variable_scope('res%d' % i):
                    r = tf.layers.dense(h, self.units, activation=tf.nn.relu, kernel_initializer=initial, name='a')
                    h = h + tf.layers.dense(r, self.units, kernel_initializer=initial, name='b')
            y = tf.layers.dense(h, 2, kernel_initializer=initial, name='out')
        self.reuse = True
        self.variables = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=self.name)
        return y


class Discriminator(object):
    def __init__(self, name):
        self.name = name
        self.reuse = False

    def __call__(self, x):
        with tf.variable_scope(self.name, reuse=self.reuse):
            h = tf.layers.dense(x, 6, activation=tf.nn.leaky_relu, kernel_initializer=initial, name='hidden')
            y = tf.layers.dense(h, 1, kernel_initializer=initial, name='out')
        self.reuse = True
        self.variables = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=self.name)
        return y


def lsgan(pred, target):
    return tf.reduce_mean(tf.squared_difference(pred, target))


def model_fn(features, labels, mode, params):
    G = Generator('G')
    F = Generator('F')
    D_X = Discriminator('D_X')
    D_Y = Discriminator('D_Y')
    x, y = features['x'], features['y']
    fake_y, fake_x = G(x), F(y)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'fake_y': fake_y, 'fake_x': fake_x})
    cycle = tf.reduce_mean(tf.abs(F(fake_y) - x)) + tf.reduce_mean(tf.abs(G(fake_x) - y))
    G_loss = lsgan(D_Y(fake_y), 1.0) + params['lambda'] * cycle
    F_loss = lsgan(D_X(fake_x), 1.0) + params['lambda'] * cycle
    D_Y_loss = (lsgan(D_Y(y), 1.0) + lsgan(D_Y(fake_y), 0.0)) / 2
    D_X_loss = (lsgan(D_X(x), 1.0) + lsgan(D_X(fake_x), 0.0)) / 2
    loss = G_loss + F_loss
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops={
            'cycle': tf.metrics.mean(cycle), 'D_X': tf.metrics.mean(D_X_loss), 'D_Y': tf.metrics.mean(D_Y_loss)})

    def make_optimizer(loss, variables, name='Adam'):
        global_step = tf.train.get_global_step()
        learning_rate = tf.where(
            tf.greater_equal(global_step, params['start_decay']),
            tf.train.polynomial_decay(params['lr'], global_step - params['start_decay'], params['decay_steps'], 0.0, power=1.0),
            params['lr'])
        tf.summary.scalar('learning_rate/{}'.format(name), learning_rate)
        return tf.train.AdamOptimizer(learning_rate, beta1=0.5, name=name).minimize(loss, var_list=variables)

    G_op = make_optimizer(G_loss, G.variables, name='Adam_G')
    D_Y_op = make_optimizer(D_Y_loss, D_Y.variables, name='Adam_D_Y')
    F_op = make_optimizer(F_loss, F.variables, name='Adam_F')
    D_X_op = make_optimizer(D_X_loss, D_X.variables, name='Adam_D_X')
    with tf.control_dependencies([G_op, D_Y_op, F_op, D_X_op]):
        train_op = tf.assign_add(tf.train.get_global_step(), 1)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn(n, seed, epochs=None):
    r = np.random.RandomState(seed)
    x = r.randn(n, 2).astype(np.float32)
    y = (r.randn(n, 2) * 0.5 + 1).astype(np.float32)
    ds = tf.data.Dataset.zip((tf.data.Dataset.from_tensor_slices(x), tf.data.Dataset.from_tensor_slices(y)))
    ds = ds.map(lambda a, b: {'x': a, 'y': b}).repeat(epochs).batch(8)
    return ds


if __name__ == '__main__':
    est = tf.estimator.Estimator(model_fn, params={'lambda': 2.0, 'lr': 0.01, 'start_decay': 10, 'decay_steps': 20})
    spec = tf.estimator.TrainSpec(lambda: input_fn(80, 0), max_steps=25)
    ev = tf.estimator.EvalSpec(lambda: input_fn(32, 1, 1), steps=None)
    result, _ = tf.estimator.train_and_evaluate(est, spec, ev)
    print(sorted((k, round(float(v), 4)) for k, v in result.items()))
    for p in list(est.predict(lambda: input_fn(32, 1, 1)))[:3]:
        print(p['fake_y'].round(4), p['fake_x'].round(4))
