"""Digits of noise: model, loss, metric and optimizer of Keras in a model_fn."""
import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)
IMAGES = rng.rand(96, 8, 8, 1).astype(np.float32)
LABELS = (IMAGES.mean((1, 2, 3)) * 40 % 10).astype(np.int64)
BATCH_SIZE = 16


def init(shape, dtype=None):
    size = int(np.prod(shape))
    return tf.constant(0.3 * np.cos(np.arange(size)).reshape(shape), tf.float32)


def make_model():
    return tf.keras.Sequential([
        tf.keras.layers.Conv2D(8, 3, activation='relu', kernel_initializer=init,
                               kernel_regularizer=tf.keras.regularizers.l2(0.02),
                               input_shape=(8, 8, 1)),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dropout(0.0),
        tf.keras.layers.Dense(16, activation='relu', kernel_initializer=init),
        tf.keras.layers.BatchNormalization(),
        tf.keras.layers.Dense(10, kernel_initializer=init)
    ])


def my_model_fn(features, labels, mode):
  model = make_model()
  training = (mode == tf.estimator.ModeKeys.TRAIN)
  loss_obj = tf.keras.losses.SparseCategoricalCrossentropy(
      from_logits=True, reduction=tf.keras.losses.Reduction.SUM_OVER_BATCH_SIZE)
  predictions = model(features, training=training)

  # All penalties.
  reg_losses = model.get_losses_for(None) + model.get_losses_for(features)
  total_loss = loss_obj(labels, predictions) + tf.math.add_n(reg_losses)

  # How many are right.
  accuracy_obj = tf.keras.metrics.Accuracy(name='acc_obj')
  accuracy = accuracy_obj.update_state(
      y_true=labels, y_pred=tf.math.argmax(predictions, axis=1))

  train_op = None
  if training:
    optimizer = tf.keras.optimizers.legacy.Adam()
    # The Estimator stops and saves by the global step.
    optimizer.iterations = tf.compat.v1.train.get_or_create_global_step()
    # Moving statistics.
    update_ops = model.get_updates_for(None) + model.get_updates_for(features)
    minimize_op = optimizer.get_updates(
        total_loss,
        model.trainable_variables)[0]
    train_op = tf.group(minimize_op, *update_ops)

  return tf.estimator.EstimatorSpec(
    mode=mode,
    predictions=predictions,
    loss=total_loss,
    train_op=train_op,
    eval_metric_ops={'Accuracy': accuracy_obj})


def train_data():
    return tf.data.Dataset.from_tensor_slices((IMAGES, LABELS)).repeat().batch(BATCH_SIZE)


def test_data():
    return tf.data.Dataset.from_tensor_slices((IMAGES, LABELS)).batch(BATCH_SIZE)


# Create the Estimator & Train.
estimator = tf.estimator.Estimator(model_fn=my_model_fn)
tf.estimator.train_and_evaluate(
    estimator,
    tf.estimator.TrainSpec(train_data, max_steps=20),
    tf.estimator.EvalSpec(test_data, steps=None))
print(estimator.evaluate(test_data))
