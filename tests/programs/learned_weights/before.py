import numpy as np
import tensorflow as tf

# y = 3 x1 - 2 x2 + 0.5
TRUE_W = np.array([[3.0], [-2.0]])
TRUE_B = 0.5


def linear_model_fn(features, labels, mode):
    y_hat = tf.layers.dense(features['x'], 1, kernel_initializer=tf.zeros_initializer(), name='linear')

    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'y': y_hat})

    loss = tf.losses.mean_squared_error(labels=labels, predictions=y_hat)
    train_op = None
    if mode == tf.estimator.ModeKeys.TRAIN:
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


x = np.random.RandomState(0).normal(size=(100, 2)).astype(np.float32)
y = (x.dot(TRUE_W) + TRUE_B).astype(np.float32)

estimator = tf.estimator.Estimator(linear_model_fn)
input_fn = tf.estimator.inputs.numpy_input_fn({'x': x}, y, batch_size=100, num_epochs=None, shuffle=False)
for step in range(3):
    estimator.train(input_fn, steps=20)
    print('step', estimator.get_variable_value('global_step'))
    print('  w =', estimator.get_variable_value('linear/kernel').ravel())
    print('  b =', estimator.get_variable_value('linear/bias'))
print([name for name in estimator.get_variable_names() if name.startswith('linear')])
