# Wasserstein GAN on a line: critic with clipped weights, several critic steps per generator step
import numpy as np
import tensorflow as tf


class WGAN:
  def __init__(self, noise_dim=3, data_dim=2, units=8, critic_steps=3, clip=0.1):
    self.noise_dim, self.data_dim = noise_dim, data_dim
    self.units = units
    self.critic_steps = critic_steps
    self.clip = clip

  def dense(self, x, units, name, activation=None):
    n = int(x.shape[-1])
    init = tf.constant_initializer(0.5 * np.sin(np.arange(1, n * units + 1)).reshape(n, units))
    return tf.layers.dense(x, units, activation=activation, kernel_initializer=init, name=name)

  def generator(self, z):
    with tf.variable_scope('generator'):
      h = self.dense(z, self.units, 'h', tf.nn.relu)
      return self.dense(h, self.data_dim, 'out')

  def critic(self, x):
    with tf.variable_scope('critic', reuse=tf.AUTO_REUSE):
      h = self.dense(x, self.units, 'h', tf.nn.leaky_relu)
      return self.dense(h, 1, 'out')

  def model_fn(self, features, labels, mode, params):
    fake = self.generator(features['z'])
    if mode == tf.estimator.ModeKeys.PREDICT:
      return tf.estimator.EstimatorSpec(mode, predictions={'sample': fake})

    real_score = self.critic(features['x'])
    fake_score = self.critic(fake)
    critic_loss = tf.reduce_mean(fake_score) - tf.reduce_mean(real_score)
    generator_loss = -tf.reduce_mean(fake_score)

    if mode == tf.estimator.ModeKeys.EVAL:
      return tf.estimator.EstimatorSpec(
          mode, loss=critic_loss,
          eval_metric_ops={
              'generator_loss': tf.metrics.mean(generator_loss),
              'distance': tf.metrics.mean(tf.abs(tf.reduce_mean(fake, 0) - tf.reduce_mean(features['x'], 0))),
          })

    step = tf.train.get_or_create_global_step()
    critic_vars = [v for v in tf.trainable_variables() if v.name.startswith('critic')]
    generator_vars = [v for v in tf.trainable_variables() if v.name.startswith('generator')]
    critic_opt = tf.train.RMSPropOptimizer(params['critic_lr'])
    generator_opt = tf.train.RMSPropOptimizer(params['generator_lr'])

    def train_critic():
      update = critic_opt.minimize(critic_loss, var_list=critic_vars)
      with tf.control_dependencies([update]):
        clips = [tf.assign(v, tf.clip_by_value(v, -self.clip, self.clip)) for v in critic_vars]
      return tf.group(*clips)

    def train_generator():
      return generator_opt.minimize(generator_loss, var_list=generator_vars)

    # one step of the generator for every critic_steps steps of the critic
    turn = tf.equal(step % (self.critic_steps + 1), self.critic_steps)
    update = tf.cond(turn, train_generator, train_critic)
    with tf.control_dependencies([update]):
      train_op = tf.assign_add(step, 1)
    return tf.estimator.EstimatorSpec(mode, loss=critic_loss, train_op=train_op)


def input_fn(steps, seed):
  rng = np.random.RandomState(seed)
  z = rng.normal(size=(steps, 24, 3)).astype(np.float32)
  t = rng.uniform(size=(steps, 24, 1))
  x = np.concatenate([2 * t + 1, t - 1], axis=-1).astype(np.float32)
  return tf.data.Dataset.from_tensor_slices({'z': z, 'x': x})


if __name__ == '__main__':
  tf.logging.set_verbosity(tf.logging.ERROR)
  gan = WGAN()
  estimator = tf.estimator.Estimator(gan.model_fn, params={'critic_lr': 5e-3, 'generator_lr': 1e-2})
  for round_ in range(3):
    estimator.train(lambda: input_fn(15, round_))
    metrics = estimator.evaluate(lambda: input_fn(4, 100))
    print('round %d: step %d critic %.5f generator %.5f distance %.5f' % (
        round_, metrics['global_step'], metrics['loss'], metrics['generator_loss'], metrics['distance']))
  samples = np.array([p['sample'] for p in estimator.predict(lambda: input_fn(1, 100))])
  print('samples', samples.shape, 'mean', samples.mean(axis=0).round(4), 'std', samples.std(axis=0).round(4))
