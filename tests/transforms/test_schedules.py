"""Each emitted schedule against TF1's function of the global step."""
import numpy as np
import pytest
import tensorflow as tf

from transforms import migrated

STEPS = [0, 1, 2, 3, 5, 9, 10, 11, 19, 20, 25, 60]
CASES = [
    "exponential_decay(0.5, global_step, 10, 0.7)",
    "exponential_decay(1.0, global_step, decay_steps=10, decay_rate=0.7, staircase=True)",
    "piecewise_constant(global_step, [2, 10], [3, 2, 1])",
    "piecewise_constant_decay(x=global_step, boundaries=[2, 10], values=[1.0, 0.5, 0.1])",
    "polynomial_decay(0.5, global_step, 10)",
    "polynomial_decay(2.0, global_step, 10, 0.01, 2.0, cycle=True)",
    "inverse_time_decay(0.5, global_step, 10, 0.7)",
    "inverse_time_decay(0.5, global_step, 10, 2, staircase=True)",
    "natural_exp_decay(0.5, global_step, 10, 0.7)",
    "natural_exp_decay(0.5, global_step, 10, decay_rate=0.5 + 0.2, staircase=True)",
    "cosine_decay(1.0, global_step, 20, alpha=0.1)",
    "cosine_decay_restarts(0.5, global_step, 4)",
    "cosine_decay_restarts(0.5, global_step, 4, 1.5, 0.7, 0.1)",
    "linear_cosine_decay(0.5, global_step, 20, beta=0.01)",
]


def tf1_rates(expression, steps):
    step = tf.placeholder(tf.int64, [])
    rate = eval("tf.train." + expression, {"tf": tf, "global_step": step})
    with tf.Session() as session:
        return [session.run(rate, {step: value}) for value in steps]


@pytest.mark.parametrize("case", CASES)
def test_equals_tf1(tf215, case):
    expected = tf215.run(tf1_rates, case, STEPS)
    program = f"import tensorflow as tf\ndef rate(global_step):\n    return tf.train.{case}\n"
    schedule = migrated(program, "schedules")["rate"](None)
    np.testing.assert_allclose([schedule(tf.constant(step, tf.int64)) for step in STEPS], expected, rtol=1e-5, atol=1e-7)
