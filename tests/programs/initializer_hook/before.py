"""Digits with an initializable iterator: a hook feeds the arrays to its placeholders."""
from __future__ import print_function

import numpy as np
import tensorflow.compat.v1 as tf

tf.logging.set_verbosity(tf.logging.ERROR)


class IteratorInitializerHook(tf.train.SessionRunHook):
    """Hook to initialise data iterator after Session is created."""

    def __init__(self):
        super(IteratorInitializerHook, self).__init__()
        self.iterator_initializer_func = None

    def after_create_session(self, session, coord):
        """Initialise the iterator after the session has been created."""
        self.iterator_initializer_func(session)


def get_inputs(batch_size, data, training):
    """Return the input function to get the data, and the hook that initialises it."""
    iterator_initializer_hook = IteratorInitializerHook()

    def inputs():
        with tf.name_scope('Data'):
            images = data[0]
            labels = data[1]
            images_placeholder = tf.placeholder(images.dtype, images.shape)
            labels_placeholder = tf.placeholder(tf.int32, labels.shape)
            dataset = tf.data.Dataset.from_tensor_slices((images_placeholder, labels_placeholder))
            if training:
                dataset = dataset.repeat(None)
            dataset = dataset.batch(batch_size)
            iterator = dataset.make_initializable_iterator()
            next_example, next_label = iterator.get_next()
            # Set runhook to initialize iterator
            iterator_initializer_hook.iterator_initializer_func = \
                lambda sess: sess.run(
                    iterator.initializer,
                    feed_dict={images_placeholder: images,
                               labels_placeholder: labels})
            return next_example, next_label

    return inputs, iterator_initializer_hook


def model_fn(features, labels, mode):
    logits = tf.layers.dense(features, 3, kernel_initializer=tf.zeros_initializer())
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    metrics = {'accuracy': tf.metrics.accuracy(labels, tf.argmax(logits, 1))}
    train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)


def make(seed, count):
    x = np.random.RandomState(seed).rand(count, 6).astype(np.float32)
    return x, np.argmax(x[:, :3] - x[:, 3:], axis=1)


train_input_fn, train_input_hook = get_inputs(16, make(0, 96), True)
test_input_fn, test_input_hook = get_inputs(32, make(1, 50), False)
classifier = tf.estimator.Estimator(model_fn=model_fn)
classifier.train(input_fn=train_input_fn, steps=120, hooks=[train_input_hook])
result = classifier.evaluate(input_fn=test_input_fn, hooks=[test_input_hook])
print('accuracy %.4f, loss %.4f, step %d' % (result['accuracy'], result['loss'], result['global_step']))
