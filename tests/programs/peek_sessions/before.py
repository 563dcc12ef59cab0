"""Rain from pressure and humidity; looks at the data before it trains on them."""
from __future__ import print_function

import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.ERROR)

BATCH = 6


def weather(n, seed):
    rng = np.random.RandomState(seed)
    x = rng.normal(size=(n, 2)).astype(np.float32)
    y = (0.7 * x[:, :1] - 0.2 * x[:, 1:] + 0.1).astype(np.float32)
    return x, y


def next_batch(n, seed, epochs=1):
    x, y = weather(n, seed)
    dataset = tf.data.Dataset.from_tensor_slices(({'x': x}, y))
    dataset = dataset.repeat(epochs).batch(BATCH)
    return dataset.make_one_shot_iterator().get_next()


def train_input_fn():
    features, labels = next_batch(24, seed=0, epochs=3)
    # Pressure counts more than humidity.
    features['x'] = features['x'] * tf.constant([2.0, 1.0])
    return features, labels


def model_fn(features, labels, mode):
    hidden = tf.layers.dense(features['x'], 3, activation=tf.nn.tanh,
                             kernel_initializer=tf.constant_initializer(0.3))
    rain = tf.layers.dense(hidden, 1, kernel_initializer=tf.constant_initializer([[0.1], [0.2], [-0.1]]))
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'rain': rain})
    loss = tf.losses.mean_squared_error(labels, rain)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    train_op = tf.train.AdamOptimizer(0.05).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def count_rows(n):
    """How many rows an epoch has, by running through it."""
    iterator = tf.data.Dataset.from_tensor_slices(weather(n, 1)).batch(BATCH).make_initializable_iterator()
    row, _ = iterator.get_next()
    total = 0
    sess = tf.Session()
    sess.run(iterator.initializer)
    while True:
        try:
            total += sess.run(tf.shape(row)[0])
        except tf.errors.OutOfRangeError:
            break
    sess.close()
    return total


def mean_of(values):
    with tf.Graph().as_default():
        given = tf.placeholder(tf.float32, [None], name='given')
        mean = tf.reduce_mean(given)
        with tf.Session() as sess:
            return sess.run(mean, feed_dict={given: values})


# Look at the first batch.
features, labels = train_input_fn()
with tf.Session() as sess:
    first, target = sess.run([features, labels])
print('first row', first['x'][0], target[0])
print('rows', count_rows(20))
print('mean %.5f' % mean_of([1.0, 2.0, 4.5]))

estimator = tf.estimator.Estimator(model_fn)
estimator.train(train_input_fn)
print('loss %.5f' % estimator.evaluate(lambda: next_batch(12, 5))['loss'])
for one in estimator.predict(lambda: next_batch(3, 7)):
    print('rain %.5f' % one['rain'][0])
