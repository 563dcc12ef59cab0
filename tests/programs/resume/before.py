import os
import tempfile

import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode, params):
    hidden = tf.layers.dense(features['x'], 6, tf.tanh, name='hidden',
                             kernel_initializer=tf.constant_initializer(np.linspace(-1, 1, 18)))
    output = tf.layers.dense(hidden, 1, name='output',
                             kernel_initializer=tf.constant_initializer(np.linspace(-1, 1, 6)))
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'y': output})
    loss = tf.losses.mean_squared_error(labels, output)
    learning_rate = tf.train.exponential_decay(params['lr'], tf.train.get_global_step(), 10, 0.7)
    optimizer = tf.train.AdamOptimizer(learning_rate)
    train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn(count=60, repeat=None):
    rng = np.random.RandomState(11)
    x = rng.normal(size=(count, 3)).astype(np.float32)
    y = np.tanh(x[:, :1] - x[:, 1:2]).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'x': x}, y)).repeat(repeat).batch(20)


def get_estimator(model_dir):
    config = tf.estimator.RunConfig(model_dir=model_dir, save_checkpoints_steps=10, keep_checkpoint_max=3)
    return tf.estimator.Estimator(model_fn, config=config, params={'lr': 0.02})


model_dir = os.path.join(tempfile.mkdtemp(), 'model')
if tf.gfile.Exists(model_dir):
    tf.gfile.DeleteRecursively(model_dir)
tf.gfile.MakeDirs(model_dir)

first = get_estimator(model_dir)
first.train(input_fn, max_steps=20)
result = first.evaluate(lambda: input_fn(repeat=1))
print('first run  ', result['global_step'], '%.6f' % result['loss'])

# A second process would do the same: another Estimator picks the training up where it was.
second = get_estimator(model_dir)
result = second.evaluate(lambda: input_fn(repeat=1))
print('picked up  ', result['global_step'], '%.6f' % result['loss'])
second.train(input_fn, max_steps=20)  # nothing left to do
result = second.evaluate(lambda: input_fn(repeat=1))
print('no step    ', result['global_step'], '%.6f' % result['loss'])
second.train(input_fn, max_steps=45)
result = second.evaluate(lambda: input_fn(repeat=1))
print('second run ', result['global_step'], '%.6f' % result['loss'])
print('predictions', [round(float(p['y'][0]), 4) for p in second.predict(lambda: input_fn(5, 1))])
