"""Improved GAN: feature matching, semi supervised; labels of real data."""
import numpy as np
import tensorflow as tf

slim_init = tf.glorot_uniform_initializer()


class FeatureMatchingGAN(object):
  """Holds the hyperparameters of a semi-supervised GAN."""

  def __init__(self, num_classes, units, learning_rate):
    self._num_classes = num_classes
    self._units = units
    self._learning_rate = learning_rate

  def _generator(self, z, training):
    with tf.variable_scope('generator'):
      net = tf.layers.dense(z, self._units, use_bias=False, kernel_initializer=slim_init)
      net = tf.layers.batch_normalization(net, training=training)
      net = tf.nn.relu(net)
      return tf.layers.dense(net, 4, tf.tanh)

  def _discriminator(self, x, training, reuse=None):
    with tf.variable_scope('discriminator', reuse=reuse):
      net = tf.layers.dropout(x, 0.2, training=training)
      net = tf.layers.dense(net, self._units, tf.nn.leaky_relu)
      features = tf.layers.dense(net, self._units, tf.nn.leaky_relu, name='features')
      logits = tf.layers.dense(features, self._num_classes, name='logits')
    return logits, features

  def model_fn(self, features, labels, mode):
    training = mode == tf.estimator.ModeKeys.TRAIN
    logits, real_features = self._discriminator(features['x'], training)
    predictions = {'class': tf.argmax(logits, axis=1)}
    if mode == tf.estimator.ModeKeys.PREDICT:
      return tf.estimator.EstimatorSpec(mode, predictions=predictions)

    fake = self._generator(features['z'], training)
    fake_logits, fake_features = self._discriminator(fake, training, reuse=True)

    # Supervised part
    supervised = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    # Unsupervised part: log-sum-exp is the logit of "real"
    real_lse = tf.reduce_logsumexp(logits, axis=1)
    fake_lse = tf.reduce_logsumexp(fake_logits, axis=1)
    unsupervised = tf.reduce_mean(tf.nn.softplus(real_lse) - real_lse) + tf.reduce_mean(tf.nn.softplus(fake_lse))
    d_loss = supervised + 0.5 * unsupervised

    # The generator matches the mean features of a batch
    g_loss = tf.reduce_mean(
        tf.square(tf.reduce_mean(real_features, axis=0) - tf.reduce_mean(fake_features, axis=0)))

    if mode == tf.estimator.ModeKeys.EVAL:
      return tf.estimator.EstimatorSpec(
          mode, loss=d_loss,
          eval_metric_ops={'accuracy': tf.metrics.accuracy(labels, predictions['class'])})

    d_vars = tf.trainable_variables(scope='discriminator')
    g_vars = tf.trainable_variables(scope='generator')
    d_optimizer = tf.train.AdamOptimizer(self._learning_rate, beta1=0.5)
    g_optimizer = tf.train.AdamOptimizer(self._learning_rate, beta1=0.5)
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    d_train = d_optimizer.minimize(d_loss, global_step=tf.train.get_global_step(), var_list=d_vars)
    with tf.control_dependencies(update_ops):
      g_train = g_optimizer.minimize(g_loss, var_list=g_vars)
    return tf.estimator.EstimatorSpec(mode, loss=d_loss, train_op=tf.group(d_train, g_train))


def make_input_fn(n, batch_size=12):
  def input_fn():
    rng = np.random.RandomState(11)
    y = rng.randint(0, 3, n).astype(np.int32)
    x = (rng.normal(size=(n, 4)) * 0.3 + np.eye(4)[y]).astype(np.float32)
    z = rng.normal(size=(n, 3)).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'x': x, 'z': z}, y)).batch(batch_size)
  return input_fn


def main(unused_argv):
  gan = FeatureMatchingGAN(3, 8, 3e-3)
  classifier = tf.estimator.Estimator(gan.model_fn)
  classifier.train(make_input_fn(240))
  print(classifier.evaluate(make_input_fn(60)))
  print([p['class'] for p in classifier.predict(make_input_fn(12))])


if __name__ == '__main__':
  tf.logging.set_verbosity(tf.logging.INFO)
  tf.app.run()
