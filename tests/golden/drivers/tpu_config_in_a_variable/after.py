import keras
import tensorflow as tf
import tensorflow as tf1

features = [[1., 1.5]]
labels = [[0.3]]
eval_features = [[4., 4.5]]
eval_labels = [[0.8]]

def _input_fn(params):
  dataset = tf1.data.Dataset.from_tensor_slices((features, labels))
  dataset = dataset.repeat()
  return dataset.batch(params['batch_size'], drop_remainder=True)

def _eval_input_fn(params):
  dataset = tf1.data.Dataset.from_tensor_slices((eval_features, eval_labels))
  dataset = dataset.repeat()
  return dataset.batch(params['batch_size'], drop_remainder=True)

class Model(keras.Model):

  def __init__(self, **kwargs):
    super().__init__(**kwargs)
    self.logits = keras.layers.Dense(
        1, kernel_initializer=keras.initializers.Ones())
    self.loss_metric = keras.metrics.Mean(name='loss')
    self.compile(optimizer=keras.optimizers.Adagrad(0.05, epsilon=0.0))

  def call(self, features, training=False):
    return self.logits(features)

  def loss_fn(self, labels, logits):
    return tf.reduce_mean(keras.losses.mean_squared_error(labels, logits))

  def train_step(self, data):
    features, labels = data
    with tf.GradientTape() as tape:
      loss = self.loss_fn(labels, self(features, training=True))
    gradients = tape.gradient(loss, self.trainable_variables)
    with tf.control_dependencies([loss]):  # No update where the data end.
      self.optimizer.apply(gradients, self.trainable_variables)
      self.loss_metric.update_state(loss)
    return {'loss': loss}

  def test_step(self, data):
    features, labels = data
    loss = self.loss_fn(labels, self(features, training=False))
    with tf.control_dependencies([loss]):  # No update where the data end.
      self.loss_metric.update_state(loss)
    return self.get_metrics_result()

estimator = Model()
estimator.steps_per_execution = 20
estimator.fit(_input_fn(params={"batch_size": 8}).take(5), verbose=0)
print({
    **estimator.evaluate(
        _eval_input_fn(params={"batch_size": 8}).take(1), return_dict=True,
        verbose=0), 'global_step': int(estimator.optimizer.iterations)})
