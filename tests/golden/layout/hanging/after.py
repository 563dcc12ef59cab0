"""Two spaces, hanging brackets."""
import keras
import tensorflow as tf


class Model(keras.Model):

  def __init__(self, **kwargs):
    super().__init__(**kwargs)
    self.conv = keras.layers.Conv2D(
        filters=32,
        kernel_size=[5, 5],
        activation="relu")
    self.flatten = keras.layers.Flatten()
    self.dropout = keras.layers.Dropout(rate=0.4)
    self.logits = keras.layers.Dense(units=10)
    self.loss_metric = keras.metrics.Mean(name="loss")
    self.accuracy_metric = keras.metrics.Accuracy(name="accuracy")
    self.compile(optimizer=keras.optimizers.SGD(0.001))

  def call(self, features, training=False):
    images = tf.reshape(features["image"], [-1, 28, 28, 1])
    conv = self.conv(images)
    dropout = self.dropout(self.flatten(conv), training=training)
    return self.logits(dropout)

  def predictions(self, logits):
    classes = tf.argmax(logits, axis=1)
    return {"classes": classes}

  def loss_fn(self, labels, logits):
    return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(
        labels, logits, from_logits=True))

  def train_step(self, data):
    features, labels = data
    with tf.GradientTape() as tape:
      loss = self.loss_fn(labels, self(features, training=True))
    gradients = tape.gradient(loss, self.trainable_variables)
    with tf.control_dependencies([loss]):  # No update where the data end.
      self.optimizer.apply(gradients, self.trainable_variables)
      self.loss_metric.update_state(loss)
    return {"loss": loss}

  def test_step(self, data):
    features, labels = data
    logits = self(features, training=False)
    loss = self.loss_fn(labels, logits)
    with tf.control_dependencies([loss]):  # No update where the data end.
      self.loss_metric.update_state(loss)
      classes = tf.argmax(logits, axis=1)
      self.accuracy_metric.update_state(labels, classes)
    return self.get_metrics_result()

  def predict_step(self, data):
    features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
    return self.predictions(self(features, training=False))


def main(data):
  classifier = Model()
  classifier.steps_per_execution = 20

  def train():
    dataset = tf.data.Dataset.from_tensor_slices(
        ({"image": data.train.images}, data.train.labels))
    return dataset.repeat().batch(100)

  classifier.fit(train().take(200), verbose=0)
