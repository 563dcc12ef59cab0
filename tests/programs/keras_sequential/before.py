"""Digits again, the 2018 way: a Keras model called inside the model_fn."""
import collections

import numpy as np
import tensorflow as tf

IMAGE_SIZE = 8


def pattern(shape, dtype=None, partition_info=None):
  size = int(np.prod(shape))
  return tf.constant(0.4 * np.sin(np.arange(size)).reshape(shape), dtype=tf.float32)


def create_model():
  """Model to recognize digits: two convolutions and two dense layers."""
  l = tf.keras.layers
  return tf.keras.Sequential(
      [
          l.Reshape(target_shape=(IMAGE_SIZE, IMAGE_SIZE, 1), input_shape=(IMAGE_SIZE * IMAGE_SIZE,)),
          l.Conv2D(4, 3, padding='same', activation=tf.nn.relu, kernel_initializer=pattern),
          l.MaxPooling2D((2, 2), (2, 2), padding='same'),
          l.Conv2D(6, 3, padding='same', activation=tf.nn.relu, kernel_initializer=pattern),
          l.MaxPooling2D((2, 2), (2, 2), padding='same'),
          l.Flatten(),
          l.Dense(16, activation=tf.nn.relu, kernel_initializer=pattern),
          l.Dropout(0.0),
          l.Dense(10, kernel_initializer=pattern)
      ])


def model_fn(features, labels, mode, params):
  """The model_fn argument for creating an Estimator."""
  model = create_model()
  image = features

  if mode == tf.estimator.ModeKeys.PREDICT:
    logits = model(image, training=False)
    predictions = {
        'classes': tf.argmax(logits, axis=1),
        'probabilities': tf.nn.softmax(logits),
    }
    return tf.estimator.EstimatorSpec(
        mode=tf.estimator.ModeKeys.PREDICT,
        predictions=predictions,
        export_outputs={'classify': tf.estimator.export.PredictOutput(predictions)})

  if mode == tf.estimator.ModeKeys.TRAIN:
    optimizer = tf.train.AdamOptimizer(learning_rate=params['learning_rate'])
    logits = model(image, training=True)
    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    accuracy = tf.metrics.accuracy(labels=labels, predictions=tf.argmax(logits, axis=1))

    # Name tensors to be logged with LoggingTensorHook.
    tf.identity(params['learning_rate'], 'learning_rate')
    tf.identity(loss, 'cross_entropy')
    tf.identity(accuracy[1], name='train_accuracy')

    # Save accuracy scalar to Tensorboard output.
    tf.summary.scalar('train_accuracy', accuracy[1])

    return tf.estimator.EstimatorSpec(
        mode=tf.estimator.ModeKeys.TRAIN,
        loss=loss,
        train_op=optimizer.minimize(loss, tf.train.get_or_create_global_step()))

  if mode == tf.estimator.ModeKeys.EVAL:
    logits = model(image, training=False)
    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    return tf.estimator.EstimatorSpec(
        mode=tf.estimator.ModeKeys.EVAL,
        loss=loss,
        eval_metric_ops={
            'accuracy': tf.metrics.accuracy(labels=labels, predictions=tf.argmax(logits, axis=1)),
        })


def dataset(count, seed):
  random = np.random.RandomState(seed)
  labels = random.randint(0, 10, size=count).astype(np.int32)
  images = random.rand(count, IMAGE_SIZE * IMAGE_SIZE).astype(np.float32) * 0.2
  images[np.arange(count), labels * 6] += 2.0
  images[np.arange(count), labels * 6 + 1] += 2.0
  return tf.data.Dataset.from_tensor_slices((images, labels))


def run_mnist():
  mnist_classifier = tf.estimator.Estimator(
      model_fn=model_fn,
      params={'learning_rate': 2e-3})
  train_hooks = [tf.train.LoggingTensorHook(['learning_rate', 'cross_entropy', 'train_accuracy'], every_n_iter=20)]

  # Train and evaluate model.
  for _ in range(2):
    mnist_classifier.train(input_fn=lambda: dataset(160, 0).batch(16).repeat(2), hooks=train_hooks)
    eval_results = mnist_classifier.evaluate(input_fn=lambda: dataset(64, 1).batch(32))
    print('Evaluation results: %.4f %.5f (%d)\n' % (
        eval_results['accuracy'], eval_results['loss'], eval_results['global_step']))

  counts = collections.Counter(
      int(p['classes']) for p in mnist_classifier.predict(lambda: dataset(64, 1).batch(32).map(lambda x, y: x)))
  print(sorted(counts.items()))


if __name__ == '__main__':
  tf.logging.set_verbosity(tf.logging.INFO)
  run_mnist()
