import functools

import numpy as np
import tensorflow as tf

tf.logging.set_verbosity(tf.logging.WARN)


def wave(*shape):
    """A fixed pattern of small weights, so that runs can be compared."""
    return tf.constant_initializer(0.3 * np.cos(np.arange(np.prod(shape))).reshape(shape))


def encoder(images):
    with tf.variable_scope('encoder'):
        net = tf.layers.conv2d(images, 8, [3, 3], strides=2, padding='same', activation=tf.nn.relu,
                               kernel_initializer=wave(3, 3, 1, 8), name='conv1')
        net = tf.layers.conv2d(net, 4, [3, 3], strides=2, padding='same', activation=tf.nn.relu,
                               kernel_initializer=wave(3, 3, 8, 4), name='conv2')
        code = tf.layers.dense(tf.layers.flatten(net), 6, kernel_initializer=wave(16, 6), name='code')
    return code


def decoder(code):
    with tf.variable_scope('decoder'):
        net = tf.layers.dense(code, 2 * 2 * 4, activation=tf.nn.relu, kernel_initializer=wave(6, 16))
        net = tf.reshape(net, [-1, 2, 2, 4])
        net = tf.layers.conv2d_transpose(net, 8, 3, strides=(2, 2), padding='same', activation=tf.nn.relu,
                                         kernel_initializer=wave(3, 3, 8, 4))
        net = tf.layers.conv2d_transpose(net, 1, 3, strides=(2, 2), padding='same',
                                         kernel_initializer=wave(3, 3, 1, 8))
    return net


def autoencoder_fn(features, labels, mode):
    del labels  # unsupervised
    images = tf.reshape(features, [-1, 8, 8, 1])
    code = encoder(images)
    logits = decoder(code)
    reconstruction = tf.nn.sigmoid(logits)

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'code': code, 'image': reconstruction})

    loss = tf.losses.mean_squared_error(images, reconstruction)
    if mode == tf.estimator.ModeKeys.EVAL:
        metrics = {'mae': tf.metrics.mean_absolute_error(images, reconstruction)}
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)

    learning_rate = tf.train.exponential_decay(
        0.01, tf.train.get_global_step(), decay_steps=10, decay_rate=0.9)
    train_op = tf.train.AdamOptimizer(learning_rate).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def blobs(count, seed):
    random = np.random.RandomState(seed)
    y, x = np.mgrid[0:8, 0:8]
    centers = random.uniform(2, 6, size=(count, 2, 1, 1))
    return np.exp(-((x - centers[:, 0]) ** 2 + (y - centers[:, 1]) ** 2) / 4).astype(np.float32)


def input_fn(images, batch_size, training=True):
    dataset = tf.data.Dataset.from_tensor_slices(images)
    if training:
        dataset = dataset.repeat()
    return dataset.batch(batch_size)


def main():
    train_images, test_images = blobs(64, 0), blobs(20, 1)
    autoencoder = tf.estimator.Estimator(autoencoder_fn)
    autoencoder.train(functools.partial(input_fn, train_images, 16), steps=40)
    metrics = autoencoder.evaluate(functools.partial(input_fn, test_images, 8, training=False), name='test')
    print('reconstruction: loss={loss:.5f} mae={mae:.5f} after {global_step} steps'.format(**metrics))

    prediction = next(autoencoder.predict(functools.partial(input_fn, test_images, 8, training=False)))
    print('code', np.round(prediction['code'], 4))
    print('image', prediction['image'].shape, prediction['image'].mean())


if __name__ == '__main__':
    main()
