"""Improved GAN: feature matching, semi supervised; labels of real data."""
from absl import app, logging
import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization, LogSteps, predict_examples

slim_init = keras.initializers.GlorotUniform(seed=keras.random.SeedGenerator())


class Generator(keras.layers.Layer):

  def __init__(self, feature_matching_gan, **kwargs):
    super().__init__(**kwargs)
    self.dense = keras.layers.Dense(feature_matching_gan._units, use_bias=False, kernel_initializer=slim_init)
    self.batch_normalization = FusedBatchNormalization()
    self.dense_1 = keras.layers.Dense(4, 'tanh')

  def call(self, z, training=False):
    net = self.dense(z)
    net = self.batch_normalization(net, training=training)
    net = tf.nn.relu(net)
    return self.dense_1(net)


class Discriminator(keras.layers.Layer):

  def __init__(self, feature_matching_gan, **kwargs):
    super().__init__(**kwargs)
    self.dropout = keras.layers.Dropout(0.2)
    self.dense = keras.layers.Dense(feature_matching_gan._units, tf.nn.leaky_relu)
    self.features = keras.layers.Dense(feature_matching_gan._units, tf.nn.leaky_relu, name='features')
    self.logits = keras.layers.Dense(feature_matching_gan._num_classes, name='logits')

  def call(self, x, training=False):
    net = self.dropout(x, training=training)
    net = self.dense(net)
    features = self.features(net)
    logits = self.logits(features)
    return logits, features


class FeatureMatchingGANModel(keras.Model):

  def __init__(self, feature_matching_gan, **kwargs):
    super().__init__(**kwargs)
    self.discriminator = Discriminator(feature_matching_gan)
    self.generator = Generator(feature_matching_gan)
    self.loss_metric = keras.metrics.Mean(name='loss')
    self.accuracy_metric = keras.metrics.Accuracy(name='accuracy')
    self.d_optimizer = keras.optimizers.Adam(
        feature_matching_gan._learning_rate, beta_1=0.5, beta_2=np.float32(0.999), epsilon=1e-8)
    self.g_optimizer = keras.optimizers.Adam(
        feature_matching_gan._learning_rate, beta_1=0.5, beta_2=np.float32(0.999), epsilon=1e-8)
    self.global_step = self.add_weight(
        name='global_step', shape=(), dtype='int64', initializer='zeros', trainable=False)
    self.compile()

  def call(self, features, training=False):
    logits, real_features = self.discriminator(features['x'], training=training)

    fake = self.generator(features['z'], training=training)
    fake_logits, fake_features = self.discriminator(fake, training=training)
    return logits, real_features, fake_features, fake_logits

  def loss_fn(self, labels, logits, real_features, fake_features, fake_logits):
    # Supervised part
    supervised = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))
    # Unsupervised part: log-sum-exp is the logit of "real"
    real_lse = tf.reduce_logsumexp(logits, axis=1)
    fake_lse = tf.reduce_logsumexp(fake_logits, axis=1)
    unsupervised = tf.reduce_mean(tf.nn.softplus(real_lse) - real_lse) + tf.reduce_mean(tf.nn.softplus(fake_lse))
    d_loss = supervised + 0.5 * unsupervised

    # The generator matches the mean features of a batch
    g_loss = tf.reduce_mean(
        tf.square(tf.reduce_mean(real_features, axis=0) - tf.reduce_mean(fake_features, axis=0)))
    return d_loss, g_loss

  def train_step(self, data):
    features, labels = data
    with tf.GradientTape(persistent=True) as tape:
      logits, real_features, fake_features, fake_logits = self(features, training=True)
      d_loss, g_loss = self.loss_fn(labels, logits, real_features, fake_features, fake_logits)

    d_vars = self.discriminator.trainable_variables
    g_vars = self.generator.trainable_variables
    d_gradients = tape.gradient(d_loss, d_vars)
    g_gradients = tape.gradient(g_loss, g_vars)
    self.d_optimizer.build(d_vars)
    self.g_optimizer.build(g_vars)
    with tf.control_dependencies([d_loss]):  # No update where the data end.
      self.d_optimizer.apply(d_gradients, d_vars)
      self.g_optimizer.apply(g_gradients, g_vars)
      self.global_step.assign_add(1)
      self.loss_metric.update_state(d_loss)
    return {'loss': d_loss}

  def test_step(self, data):
    features, labels = data
    logits, real_features, fake_features, fake_logits = self(features, training=False)
    d_loss, _ = self.loss_fn(labels, logits, real_features, fake_features, fake_logits)
    with tf.control_dependencies([d_loss]):  # No update where the data end.
      self.loss_metric.update_state(d_loss)
      predictions = {'class': tf.argmax(logits, axis=1)}
      self.accuracy_metric.update_state(labels, predictions['class'])
    return self.get_metrics_result()

  def predict_step(self, data):
    features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
    logits, real_features = self.discriminator(features['x'], training=False)
    return {'class': tf.argmax(logits, axis=1)}


class FeatureMatchingGAN(object):
  """Holds the hyperparameters of a semi-supervised GAN."""

  def __init__(self, num_classes, units, learning_rate):
    self._num_classes = num_classes
    self._units = units
    self._learning_rate = learning_rate


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
  classifier = FeatureMatchingGANModel(gan)
  classifier.fit(make_input_fn(240)(), callbacks=[LogSteps()], verbose=0)
  print({**classifier.evaluate(make_input_fn(60)(), return_dict=True, verbose=0),
         'global_step': int(classifier.global_step)})
  print([p['class'] for p in predict_examples(classifier, make_input_fn(12)())])


if __name__ == '__main__':
  logging.set_verbosity(logging.INFO)
  app.run(main)
