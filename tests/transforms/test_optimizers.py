"""Each emitted optimizer against TF1's, for 20 steps with dense gradients."""
import numpy as np
import pytest
import tensorflow as tf

from transforms import migrated

CASES = [
    "GradientDescentOptimizer(0.1)",
    "GradientDescentOptimizer(learning_rate=1)",
    "MomentumOptimizer(0.05, 0.9)",
    "MomentumOptimizer(0.05, momentum=0.9, use_nesterov=True, name='m')",
    "MomentumOptimizer(tf.train.exponential_decay(0.1, tf.train.get_or_create_global_step(), 3, 0.5), 0.9)",
    "AdamOptimizer()",
    "AdamOptimizer(0.01, 0.5, 0.9, 1e-3, True)",
    "AdagradOptimizer(0.1)",
    "AdagradOptimizer(learning_rate=0.1, initial_accumulator_value=1e-6)",
    "AdadeltaOptimizer(1.0)",
    "RMSPropOptimizer(0.01)",
    "RMSPropOptimizer(0.01, 0.8, 0.5, centered=True)",
    "FtrlOptimizer(0.1, l1_regularization_strength=0.01)",
    "FtrlOptimizer(0.1, -0.3, 0.2, 0.01, 0.02, l2_shrinkage_regularization_strength=0.03)",
    "ProximalAdagradOptimizer(0.1, l2_regularization_strength=0.2)",
]


def gradients():
    return np.float32(np.random.RandomState(2).normal(size=[20, 3, 2]))


def tf1_train(expression, gradients):
    """Applies gradients, with a global step; returns the variable after each."""
    gradient = tf.placeholder(tf.float32, gradients.shape[1:])
    variable = tf.get_variable("variable", initializer=np.ones(gradients.shape[1:], np.float32))
    optimizer = eval("tf.train." + expression, {"tf": tf})
    train_op = optimizer.apply_gradients([(gradient, variable)], tf.train.get_or_create_global_step())
    values = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for value in gradients:
            session.run(train_op, {gradient: value})
            values.append(session.run(variable))
    return values


@pytest.mark.parametrize("case", CASES)
def test_equals_tf1(tf215, case):
    import keras
    expected = tf215.run(tf1_train, case, gradients())
    program = f"import tensorflow as tf\ndef make():\n    return tf.train.{case}\n"
    if "decay(" in case:
        rate = "0.1, tf.train.get_global_step(), 3, 0.5"
        program = (f"import tensorflow as tf\ndef make():\n    rate = tf.train.exponential_decay({rate})\n"
                   "    return tf.train.MomentumOptimizer(rate, 0.9)\n")
        optimizer = migrated(program, "optimizers", "schedules")["make"]()
    else:
        optimizer = migrated(program, "optimizers")["make"]()
    variable = keras.Variable(np.ones([3, 2], np.float32))
    for gradient, value in zip(gradients(), expected):
        optimizer.apply([tf.constant(gradient)], [variable])
        np.testing.assert_allclose(variable, value, rtol=1e-5, atol=5e-6)
