import numpy as np
import tensorflow as tf

LAMBDA = 10
CRITIC_ITERS = 5


def Generator(noise):
    output = tf.layers.dense(noise, 16, activation=tf.nn.relu, name='Generator.1')
    output = tf.layers.dense(output, 16, activation=tf.nn.relu, name='Generator.2')
    return tf.layers.dense(output, 2, name='Generator.3')


def Discriminator(inputs):
    with tf.variable_scope('Discriminator', reuse=tf.AUTO_REUSE):
        output = tf.layers.dense(inputs, 16, activation=tf.nn.relu, name='1')
        output = tf.layers.dense(output, 16, activation=tf.nn.relu, name='2')
        output = tf.layers.dense(output, 1, name='3')
        return tf.reshape(output, [-1])


def model_fn(features, labels, mode, params):
    with tf.variable_scope('Generator'):
        fake_data = Generator(features['noise'])

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'fake': fake_data})

    real_data = features['real']
    disc_real = Discriminator(real_data)
    disc_fake = Discriminator(fake_data)

    # WGAN loss
    disc_cost = tf.reduce_mean(disc_fake) - tf.reduce_mean(disc_real)
    gen_cost = -tf.reduce_mean(disc_fake)

    # Gradient penalty
    alpha = tf.random_uniform(shape=[params['batch'], 1], minval=0., maxval=1.)
    interpolates = alpha * real_data + ((1 - alpha) * fake_data)
    disc_interpolates = Discriminator(interpolates)
    gradients = tf.gradients(disc_interpolates, [interpolates])[0]
    slopes = tf.sqrt(tf.reduce_sum(tf.square(gradients), reduction_indices=[1]))
    gradient_penalty = tf.reduce_mean((slopes - 1) ** 2)
    disc_cost += LAMBDA * gradient_penalty

    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=disc_cost)

    disc_params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'Discriminator')
    gen_params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'Generator')

    step = tf.train.get_or_create_global_step()
    train_op = tf.cond(
        tf.equal(step % (CRITIC_ITERS + 1), 0),
        lambda: tf.train.AdamOptimizer(1e-3, beta1=0.5, beta2=0.9).minimize(
            gen_cost, var_list=gen_params, global_step=step),
        lambda: tf.train.AdamOptimizer(1e-3, beta1=0.5, beta2=0.9).minimize(
            disc_cost, var_list=disc_params, global_step=step))
    return tf.estimator.EstimatorSpec(mode, loss=disc_cost, train_op=train_op)


def input_fn(params, steps):
    rng = np.random.RandomState(2)
    n = steps * params['batch']
    angle = rng.uniform(0, 2 * np.pi, n)
    real = np.stack([np.cos(angle), np.sin(angle)], 1) + 0.05 * rng.normal(size=(n, 2))
    noise = rng.normal(size=(n, 2))
    ds = tf.data.Dataset.from_tensor_slices({'real': real.astype('f'), 'noise': noise.astype('f')})
    return ds.batch(params['batch'], drop_remainder=True)


def main(argv):
    params = {'batch': 32}
    est = tf.estimator.Estimator(model_fn, params=params)
    est.train(lambda: input_fn(params, 24))
    print(est.evaluate(lambda: input_fn(params, 3)))


if __name__ == '__main__':
    tf.app.run()
