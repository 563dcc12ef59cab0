"""Schedules against TF1's functions of the global step."""
import keras
import numpy as np
import pytest

from migrator.support import schedules


def tf1_rates(name, steps, options):
    step = tf.placeholder(tf.int64, [])
    rate = getattr(tf.train, name)(global_step=step, **options)
    with tf.Session() as session:
        return [session.run(rate, {step: value}) for value in steps]


@pytest.mark.parametrize("options", [{}, {"num_periods": 3.0, "alpha": 0.1, "beta": 0.01}], ids=["default", "all"])
def test_linear_cosine_decay(tf215, options):
    expected = tf215.run(tf1_rates, "linear_cosine_decay", range(45), {"learning_rate": 0.5, "decay_steps": 30, **options})
    schedule = schedules.LinearCosineDecay(0.5, 30, **options)
    np.testing.assert_allclose([schedule(np.int64(step)) for step in range(45)], expected, rtol=1e-5, atol=1e-7)


def test_noise_dies_away_as_in_tf1(tf215):
    options = {"decay_steps": 100, "initial_variance": 4.0, "variance_decay": 1.5, "alpha": 1.0}
    steps = [0] * 300 + [20] * 300
    expected = tf215.run(tf1_rates, "noisy_linear_cosine_decay", steps, {"learning_rate": 0.5, **options})
    keras.utils.set_random_seed(1)
    schedule = schedules.NoisyLinearCosineDecay(0.5, **options)
    rates = np.reshape([schedule(step) for step in steps], [2, -1])
    expected = np.reshape(expected, [2, -1])
    np.testing.assert_allclose(rates.std(axis=1), expected.std(axis=1), rtol=0.2)
    np.testing.assert_allclose(rates.mean(axis=1), expected.mean(axis=1), atol=0.2)


@pytest.mark.parametrize("schedule", [schedules.LinearCosineDecay(1.0, 5), schedules.NoisyLinearCosineDecay(1.0, 5)])
def test_config(schedule):
    assert type(schedule).from_config(schedule.get_config()).get_config() == schedule.get_config()
