""" Two copies of a network share their weights: one trains, one tests. """
from __future__ import division, print_function, absolute_import

import numpy as np
import tensorflow as tf

# Training Parameters
learning_rate = 0.05
num_steps = 25
batch_size = 16

# Network Parameters
num_classes = 3


def make_digits(count, seed):
    random = np.random.RandomState(seed)
    labels = random.randint(num_classes, size=count)
    images = random.normal(scale=0.3, size=(count, 64)) + np.linspace(-1, 1, 64) * (labels[:, None] - 1)
    return images.astype(np.float32), labels.astype(np.int32)


def fixed(shape, scale=0.3):
    return tf.constant_initializer(np.sin(np.arange(np.prod(shape)) * 1.7).reshape(shape) * scale)


# Create the neural network
def conv_net(x_dict, n_classes, reuse, is_training):
    # Define a scope for reusing the variables
    with tf.variable_scope('ConvNet', reuse=reuse):
        x = x_dict['images']
        x = tf.reshape(x, shape=[-1, 8, 8, 1])
        conv1 = tf.layers.conv2d(x, 4, 3, activation=tf.nn.relu, kernel_initializer=fixed([3, 3, 1, 4]))
        conv1 = tf.layers.max_pooling2d(conv1, 2, 2)
        norm1 = tf.layers.batch_normalization(conv1, training=is_training, momentum=0.8)
        fc1 = tf.layers.flatten(norm1)
        fc1 = tf.layers.dense(fc1, 8, activation=tf.nn.tanh, kernel_initializer=fixed([36, 8]))
        # Apply Dropout (if is_training is False, dropout is not applied)
        fc1 = tf.layers.dropout(fc1, rate=0.0, training=is_training)
        out = tf.layers.dense(fc1, n_classes, kernel_initializer=fixed([8, 3]))
    return out


# Define the model function (following TF Estimator Template)
def model_fn(features, labels, mode):
    # Because Dropout and batch normalization behave differently at training and prediction time, we
    # need to create 2 distinct computation graphs that still share the same weights.
    logits_train = conv_net(features, num_classes, reuse=False, is_training=True)
    logits_test = conv_net(features, num_classes, reuse=True, is_training=False)

    # Predictions
    pred_classes = tf.argmax(logits_test, axis=1)
    pred_probas = tf.nn.softmax(logits_test)

    # If prediction mode, early return
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'class': pred_classes, 'probas': pred_probas})

    # Define loss and optimizer
    loss_op = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
        logits=logits_train, labels=tf.cast(labels, dtype=tf.int32)))
    optimizer = tf.train.AdamOptimizer(learning_rate=learning_rate, epsilon=1e-3)
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(update_ops):
        train_op = optimizer.minimize(loss_op, global_step=tf.train.get_global_step())

    # Evaluate the accuracy of the model
    acc_op = tf.metrics.accuracy(labels=labels, predictions=pred_classes)

    return tf.estimator.EstimatorSpec(
        mode=mode,
        predictions=pred_classes,
        loss=loss_op,
        train_op=train_op,
        eval_metric_ops={'accuracy': acc_op})


# Build the Estimator
model = tf.estimator.Estimator(model_fn)

images, labels = make_digits(96, 0)
test_images, test_labels = make_digits(48, 1)

# Define the input function for training
input_fn = tf.estimator.inputs.numpy_input_fn(
    x={'images': images}, y=labels, batch_size=batch_size, num_epochs=None, shuffle=False)
# Train the Model
model.train(input_fn, steps=num_steps)

# Evaluate the Model
input_fn = tf.estimator.inputs.numpy_input_fn(
    x={'images': test_images}, y=test_labels, batch_size=batch_size, shuffle=False)
e = model.evaluate(input_fn)
print("Testing Accuracy:", e['accuracy'], "loss:", round(float(e['loss']), 4))

input_fn = tf.estimator.inputs.numpy_input_fn(x={'images': test_images[:3]}, shuffle=False)
for p in model.predict(input_fn):
    print(p['class'], np.round(p['probas'], 3))
