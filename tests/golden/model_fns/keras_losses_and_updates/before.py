"""A Keras model in a model_fn, with what Keras collects of it."""
import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)
X = rng.rand(96, 6).astype(np.float32)
Y = (X.sum(1) * 40 % 10).astype(np.int64)


def init(shape, dtype=None):
    size = int(np.prod(shape))
    return tf.constant(0.3 * np.cos(np.arange(size)).reshape(shape), tf.float32)


def make_model():
    inputs = tf.keras.Input(shape=(6,))
    x = tf.keras.layers.Dense(16, activation='relu', kernel_initializer=init, kernel_regularizer=tf.keras.regularizers.l2(0.02))(inputs)
    x = tf.keras.layers.BatchNormalization()(x)
    y = tf.keras.layers.Dense(16, activation=tf.nn.tanh, kernel_initializer=init)(inputs)
    x = tf.keras.layers.add([x, y])
    outputs = tf.keras.layers.Dense(10, kernel_initializer=init)(x)
    return tf.keras.Model(inputs, outputs)


def my_model_fn(features, labels, mode):
  model = make_model()

  optimizer = tf.compat.v1.train.AdamOptimizer()
  loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)

  training = (mode == tf.estimator.ModeKeys.TRAIN)
  predictions = model(features, training=training)

  if mode == tf.estimator.ModeKeys.PREDICT:
    return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)

  reg_losses = model.get_losses_for(None) + model.get_losses_for(features)
  total_loss = loss_fn(labels, predictions) + tf.math.add_n(reg_losses)

  accuracy = tf.compat.v1.metrics.accuracy(labels=labels,
                                           predictions=tf.math.argmax(predictions, axis=1),
                                           name='acc_op')

  update_ops = model.get_updates_for(None) + model.get_updates_for(features)
  minimize_op = optimizer.minimize(
      total_loss,
      var_list=model.trainable_variables,
      global_step=tf.compat.v1.train.get_or_create_global_step())
  train_op = tf.group(minimize_op, update_ops)

  return tf.estimator.EstimatorSpec(
    mode=mode,
    predictions=predictions,
    loss=total_loss,
    train_op=train_op, eval_metric_ops={'accuracy': accuracy})


def data():
    return tf.data.Dataset.from_tensor_slices((X, Y)).batch(16)

estimator = tf.estimator.Estimator(model_fn=my_model_fn)
for _ in range(3):
    estimator.train(data)
    print(estimator.evaluate(data))
