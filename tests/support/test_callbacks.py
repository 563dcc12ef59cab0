"""Callbacks that stand for hooks: when they act."""
import os

import numpy as np
import pytest
import tensorflow as tf

from migrator.support.callbacks import Profiler, StepCounter, StopAtStep, StopOnNan
from migrator.support.optimizers import Adam
from support.small_model import SmallModel, examples


def trained(*callbacks, batches=20):
    model = SmallModel(Adam(0.1))
    model.fit(examples(batches), callbacks=list(callbacks), verbose=0)
    return model, int(model.optimizer.iterations)


def test_stops_after_steps_and_at_a_step():
    assert trained(StopAtStep(num_steps=3))[1] == 3
    model, steps = trained(StopAtStep(last_step=5))
    assert steps == 5
    model.fit(examples(20), callbacks=[StopAtStep(num_steps=4)], verbose=0)
    assert int(model.optimizer.iterations) == 9
    with pytest.raises(ValueError, match="One of num_steps or last_step"):
        StopAtStep()


def test_a_loss_that_is_no_number():
    def broken():
        return examples(5).map(lambda features, labels: (features, labels * np.nan))

    model = SmallModel(Adam(0.1))
    with pytest.raises(RuntimeError, match="NaN loss during training"):
        model.fit(broken(), callbacks=[StopOnNan()], verbose=0)
    model = SmallModel(Adam(0.1))
    model.fit(broken(), callbacks=[StopOnNan(fail_on_nan_loss=False)], verbose=0)
    assert int(model.optimizer.iterations) == 1
    assert trained(StopOnNan())[1] == 20


def test_counts_steps(monkeypatch):
    seen = []
    counter = StepCounter(every_n_steps=4)
    monkeypatch.setattr(counter, "trigger", seen.append)
    trained(counter, batches=10)
    assert seen == [1, 5, 9]


def test_profiles_single_steps(tmp_path):
    trained(Profiler(save_steps=6, output_dir=str(tmp_path)), batches=8)
    found = [name for _, _, names in os.walk(tmp_path) for name in names]
    assert any(name.endswith(".xplane.pb") for name in found)
    tf.profiler.experimental.start(str(tmp_path))  # None is running.
    tf.profiler.experimental.stop()
