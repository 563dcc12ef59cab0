import numpy as np
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_float("learning_rate", 0.001, "Learning rate for adam")
flags.DEFINE_float("beta1", 0.5, "Momentum term of adam")
flags.DEFINE_integer("z_dim", 4, "")
flags.DEFINE_integer("df_dim", 4, "")
FLAGS = flags.FLAGS


def linear(input_, output_size, scope=None, stddev=0.02, bias_start=0.0):
    shape = input_.get_shape().as_list()
    with tf.variable_scope(scope or "Linear"):
        matrix = tf.get_variable("Matrix", [shape[1], output_size], tf.float32,
                                 tf.random_normal_initializer(stddev=stddev))
        bias = tf.get_variable("bias", [output_size],
                               initializer=tf.constant_initializer(bias_start))
        return tf.matmul(input_, matrix) + bias


def lrelu(x, leak=0.2, name="lrelu"):
    return tf.maximum(x, leak * x)


def discriminator(image, reuse=False):
    with tf.variable_scope("discriminator") as scope:
        if reuse:
            scope.reuse_variables()

        h0 = lrelu(linear(image, FLAGS.df_dim, 'd_h0_lin'))
        h1 = lrelu(linear(h0, FLAGS.df_dim * 2, 'd_h1_lin'))
        h2 = linear(h1, 1, 'd_h2_lin')
        return tf.nn.sigmoid(h2), h2


def generator(z):
    with tf.variable_scope("generator") as scope:
        h0 = tf.nn.relu(linear(z, 8, 'g_h0_lin'))
        return tf.nn.tanh(linear(h0, 5, 'g_h1_lin'))


def dcgan(features, labels, mode):
    z, inputs = features['z'], features['x']
    G = generator(z)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=G)
    D, D_logits = discriminator(inputs)
    D_, D_logits_ = discriminator(G, reuse=True)

    def sigmoid_cross_entropy_with_logits(x, y):
        return tf.nn.sigmoid_cross_entropy_with_logits(logits=x, labels=y)

    d_loss_real = tf.reduce_mean(
        sigmoid_cross_entropy_with_logits(D_logits, tf.ones_like(D)))
    d_loss_fake = tf.reduce_mean(
        sigmoid_cross_entropy_with_logits(D_logits_, tf.zeros_like(D_)))
    g_loss = tf.reduce_mean(
        sigmoid_cross_entropy_with_logits(D_logits_, tf.ones_like(D_)))
    d_loss = d_loss_real + d_loss_fake

    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=d_loss)

    t_vars = tf.trainable_variables()
    d_vars = [var for var in t_vars if 'd_' in var.name]
    g_vars = [var for var in t_vars if 'g_' in var.name]

    d_optim = tf.train.AdamOptimizer(FLAGS.learning_rate, beta1=FLAGS.beta1) \
        .minimize(d_loss, var_list=d_vars)
    g_optim = tf.train.AdamOptimizer(FLAGS.learning_rate, beta1=FLAGS.beta1) \
        .minimize(g_loss, var_list=g_vars, global_step=tf.train.get_global_step())
    train_op = tf.group(d_optim, g_optim)
    return tf.estimator.EstimatorSpec(mode, loss=d_loss, train_op=train_op)


def input_fn():
    rng = np.random.RandomState(0)
    x = rng.normal(size=(100, 5)).astype(np.float32)
    z = rng.uniform(-1, 1, size=(100, FLAGS.z_dim)).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices({'x': x, 'z': z}).batch(10).repeat(2)


def main(_):
    gan = tf.estimator.Estimator(dcgan)
    gan.train(input_fn)
    results = gan.evaluate(input_fn, steps=2)
    print({name: round(float(value), 2) for name, value in sorted(results.items())})
    samples = np.array(list(gan.predict(input_fn)))
    print(samples.shape, samples.mean(axis=0).round(2))


if __name__ == '__main__':
    tf.app.run()
